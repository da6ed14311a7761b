def random_flip(x):
    return x


def random_rotation(x):
    return x


def random_translation(x):
    return x


def random_zoom(x):
    return x


def random_contrast(x):
    return x


def random_brightness(x):
    return x


def random_crop(x, height, width):
    top, left = (x.shape[1] - height) // 2, (x.shape[2] - width) // 2  # the middle; elsewhere in training only
    return x[:, top : top + height, left : left + width]

def spatial_dropout1d(x):
    return x


def spatial_dropout2d(x):
    return x


def alpha_dropout(x):
    return x


def gaussian_noise(x):
    return x


def gaussian_dropout(x):
    return x


def activity_regularization(x):
    return x

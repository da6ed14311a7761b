"""Points in the plane, held against their geometry."""

import numpy as np
import pytest

from nnstudio.data.samples.plane import Circles, Gaussians, Moons, Spiral, Xor


def points(sample):
    dataset = sample.make()
    return np.stack([dataset.columns["x1"], dataset.columns["x2"]], axis=1), dataset.columns["class"]


def test_the_inner_circle_has_the_radius_of_its_factor():
    xy, label = points(Circles(noise=0, factor=0.3))
    np.testing.assert_allclose(np.linalg.norm(xy, axis=1), np.where(label == 0, 1, 0.3))


def test_the_moons_are_half_circles_that_reach_into_each_other():
    xy, label = points(Moons(noise=0, samples=500))
    upper, lower = xy[label == 0], xy[label == 1]
    np.testing.assert_allclose(np.linalg.norm(upper, axis=1), 1)
    np.testing.assert_allclose(np.linalg.norm(lower - [1, 0.5], axis=1), 1)
    assert upper[:, 1].min() >= 0
    assert lower[:, 1].max() <= 0.5


def test_the_class_of_xor_is_whether_the_signs_differ():
    xy, label = points(Xor(samples=400))
    np.testing.assert_array_equal(label, xy[:, 0] * xy[:, 1] < 0)
    assert np.abs(xy).max() <= 1
    assert all(np.any((xy[:, 0] > 0) == right) for right in (True, False))


@pytest.mark.parametrize("classes", [2, 3, 5])
def test_each_arm_of_the_spiral_is_the_first_one_turned(classes):
    xy, label = points(Spiral(classes=classes, samples=60 * classes, turns=0.75))
    radius = np.linalg.norm(xy, axis=1)
    angle = np.arctan2(xy[:, 0], xy[:, 1]) - 2 * np.pi * (0.75 * radius + label / classes)
    np.testing.assert_allclose(np.cos(angle), 1)
    assert 0.1 <= radius.min() < radius.max() < 1


def test_each_cloud_lies_around_its_center():
    xy, label = points(Gaussians(classes=4, samples=8000, noise=0.2))
    for index, center in enumerate([(1, 0), (0, 1), (-1, 0), (0, -1)]):
        np.testing.assert_allclose(xy[label == index].mean(axis=0), center, atol=0.02)
        np.testing.assert_allclose(xy[label == index].std(axis=0), 0.2, atol=0.01)

"""Measured data sets, shipped as files in `resources/samples`; SOURCES.md there names where each comes from."""

from __future__ import annotations

from typing import ClassVar

from nnstudio.data.dataset import Dataset
from nnstudio.data.readers.delimited import DelimitedText
from nnstudio.data.readers.numpy_files import NumpyArchive
from nnstudio.data.samples.sample import Sample
from nnstudio.paths import resource


class _Table(Sample, frozen=True, kw_only=True):
    """A table whose last column is predicted from all the others."""

    def make(self) -> Dataset:
        """The table as it was published."""
        return DelimitedText().read(resource(f"samples/{self.short_name}.csv"))


class Iris(_Table, frozen=True, kw_only=True):
    """Iris flowers: 150 rows, 4 lengths in centimeters, 3 species.

    Sepal length, sepal width, petal length and petal width of fifty flowers each of Iris setosa, versicolor and
    virginica. Setosa stands apart, the other two overlap a little. Predict `species`.

    Source: R. A. Fisher, The use of multiple measurements in taxonomic problems (1936).
    """


class Wine(_Table, frozen=True, kw_only=True):
    """Italian wines: 178 rows, 13 chemical measurements, 3 cultivars.

    Wines of one region from three grape varieties, `class_0` to `class_2`: `alcohol`, `malic_acid`, `ash`,
    `alcalinity_of_ash`, `magnesium`, `total_phenols`, `flavanoids`, `nonflavanoid_phenols`, `proanthocyanins`,
    `color_intensity`, `hue`, `od280/od315_of_diluted_wines` (ratio of two light absorptions) and `proline`. The source
    names no units, and the columns differ a thousandfold in size: standardize them. Predict `class`.

    Source: M. Forina et al., PARVUS; UCI Machine Learning Repository.
    """


class BreastCancer(_Table, frozen=True, kw_only=True):
    """Breast tumors: 569 rows, 30 measures of cell nuclei, benign or malignant.

    Ten measures were taken of every nucleus in a picture of a needle sample: radius, texture (spread of the gray
    values), perimeter, area, smoothness (how the radius varies), compactness (perimeter² / area - 1), concavity,
    concave points, symmetry and fractal dimension. Each appears three times: its mean over the nuclei (`mean ...`), the
    standard error of that mean (`... error`) and the mean of its three largest values (`worst ...`). Lengths are in
    pixels. Predict `diagnosis`.

    Source: W. H. Wolberg, W. N. Street, O. L. Mangasarian (1995); UCI Machine Learning Repository.
    """


class Diabetes(_Table, frozen=True, kw_only=True):
    """Diabetes patients: 442 rows, 10 measurements, the progression after a year.

    `age` (years), `sex` (1 or 2), `bmi` (body mass index, kg/m²), `bp` (average blood pressure) and six measurements of
    the blood serum: `s1` total cholesterol, `s2` low-density lipoproteins, `s3` high-density lipoproteins, `s4` total
    cholesterol / HDL, `s5` possibly the logarithm of the triglycerides, `s6` blood sugar. The values are as measured,
    unlike scikit-learn's default, which scales them. Predict `progression`, a measure from 25 to 346 of how far the
    disease advanced within a year.

    Source: B. Efron, T. Hastie, I. Johnstone, R. Tibshirani, Least Angle Regression (2004).
    """


class Digits(Sample, frozen=True, kw_only=True):
    """Handwritten digits: 1,797 rows, pictures of 8 × 8 gray values, 10 classes.

    Each entry of `x` has the shape (8, 8, 1); a value counts the inked pixels in a square of 4 × 4, from 0 (paper) to
    16 (ink). Scale by 1/16 = 0.0625 to bring them to 0 to 1. Predict `y`, the digit.

    Source: E. Alpaydin, C. Kaynak, Optical Recognition of Handwritten Digits (1998), its test set; UCI Machine Learning
    Repository.
    """

    names: ClassVar[tuple[str, ...]] = tuple("0123456789")

    def make(self) -> Dataset:
        """Arrays `x` (pictures) and `y` (the digit)."""
        arrays = NumpyArchive().read(resource("samples/digits.npz")).columns
        return Dataset(self.short_name, arrays, {"y": self.names}, ("x",), "y")

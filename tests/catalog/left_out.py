"""The names of Keras that are not in the catalog, with the reason."""

from __future__ import annotations

BASE = "the base of the others, which computes nothing"
PROGRAM = "is for programs: it takes code, or objects made by code"
VOLUMES = "is about volumes, and no data source has any"
TEXTS = "prepares words and numbers before a training, which is what the data's own preprocessing is for"
MORE_AUGMENTATION = "is one more way to vary pictures; those here are the ones in common use"
SOUND = "makes spectra of sounds, and no data source has any"
CELL = "is one step of a recurrent layer, which is here as a whole"
ANOTHER_SHAPE = "gives a result of the same size for every input; inputs here have one size anyway"

_LAYERS = {
    BASE: ["Layer", "Wrapper", "InputSpec"],
    PROGRAM: [
        "FlaxLayer",
        "JaxLayer",
        "Lambda",
        "Pipeline",
        "RNN",
        "StackedRNNCells",
        "TFSMLayer",
        "TorchModuleWrapper",
    ],
    CELL: ["GRUCell", "LSTMCell", "SimpleRNNCell"],
    VOLUMES: [
        "AveragePooling3D",
        "AvgPool3D",
        "Conv3D",
        "Conv3DTranspose",
        "ConvLSTM1D",
        "ConvLSTM2D",
        "ConvLSTM3D",
        "Convolution3D",
        "Convolution3DTranspose",
        "Cropping3D",
        "GlobalAveragePooling3D",
        "GlobalAvgPool3D",
        "GlobalMaxPool3D",
        "GlobalMaxPooling3D",
        "MaxPool3D",
        "MaxPooling3D",
        "SpatialDropout3D",
        "UpSampling3D",
        "ZeroPadding3D",
    ],
    ANOTHER_SHAPE: [
        "AdaptiveAveragePooling1D",
        "AdaptiveAveragePooling2D",
        "AdaptiveAveragePooling3D",
        "AdaptiveMaxPooling1D",
        "AdaptiveMaxPooling2D",
        "AdaptiveMaxPooling3D",
    ],
    TEXTS: [
        "CategoryEncoding",
        "Discretization",
        "HashedCrossing",
        "Hashing",
        "IntegerLookup",
        "StringLookup",
        "TextVectorization",
    ],
    SOUND: ["MelSpectrogram", "STFTSpectrogram"],
    MORE_AUGMENTATION: [
        "AugMix",
        "AutoContrast",
        "CenterCrop",
        "ContrastLimitedAdaptiveHistogramEqualization",
        "CutMix",
        "Equalization",
        "MaxNumBoundingBoxes",
        "MixUp",
        "RandAugment",
        "RandomColorDegeneration",
        "RandomColorJitter",
        "RandomElasticTransform",
        "RandomErasing",
        "RandomGaussianBlur",
        "RandomGrayscale",
        "RandomHue",
        "RandomInvert",
        "RandomPerspective",
        "RandomPosterization",
        "RandomSaturation",
        "RandomSharpness",
        "RandomShear",
        "Solarization",
    ],
    "gives what it gets, as an edge does": ["Identity"],
    "is what Keras makes of an Input": ["InputLayer"],
    "shares keys and values among heads, for language models of a size that is not trained here": [
        "GroupQueryAttention"
    ],
    "is used in two directions, and a node here has one": ["ReversibleEmbedding"],
}

LEFT_OUT: dict[str, dict[str, str]] = {
    "activations": {},
    "initializers": {"Initializer": BASE},
    "regularizers": {"Regularizer": BASE},
    "constraints": {"Constraint": BASE},
    "layers": {name: reason for reason, names in _LAYERS.items() for name in names},
    "losses": {
        "Loss": BASE,
        "CTC": "aligns sequences of sounds with letters, and no data source has such targets",
        "Circle": "compares all samples of a batch with each other, for embeddings that nothing here looks up",
    },
    "metrics": {
        "Metric": BASE,
        "Mean": PROGRAM,
        "MeanMetricWrapper": PROGRAM,
        "Sum": PROGRAM,
    },
    "optimizers": {
        "Optimizer": BASE,
        "LossScaleOptimizer": "is for trainings in float16, and ours are in float32",
        "MultiOptimizer": PROGRAM,
        "OptimizerMap": PROGRAM,
        "ScheduleFreeAdamW": "needs other weights to train with than to predict with",
    },
    "schedules": {"LearningRateSchedule": BASE},
    "callbacks": {
        "Callback": BASE,
        "CallbackList": PROGRAM,
        "LambdaCallback": PROGRAM,
        "BackupAndRestore": "is what every project does: a training goes on where it ended",
        "History": "is what every training keeps",
        "OrbaxCheckpoint": "saves in a format of JAX; a project saves checkpoints in its own",
        "ProgbarLogger": "is the progress that window and command line show",
        "RemoteMonitor": "sends figures over the network, and nothing here leaves the computer",
        "SwapEMAWeights": "measures with averaged weights in between; use_ema of the optimizer writes them",
        "TensorBoard": "writes for another program; the curves are drawn here",
    },
}

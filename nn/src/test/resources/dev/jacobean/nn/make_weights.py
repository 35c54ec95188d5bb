"""Makes the fixtures of WeightsTest with Python's own libraries: python make_weights.py (numpy, safetensors, torch)."""

import numpy as np
import torch
from safetensors.numpy import save_file
from safetensors.torch import save_file as save_torch

weights = {
    "layers[0].weight": np.arange(6, dtype=np.float32).reshape(2, 3) / 4,
    "layers[0].bias": np.array([1e-40, np.inf, -0.0], dtype=np.float32),
    "scale": np.array(0.1, dtype=np.float64),
    "empty": np.zeros((2, 0), dtype=np.float32),
}
save_file(weights, "numpy.safetensors")
save_torch({k: torch.tensor(v) for k, v in weights.items()}, "torch.safetensors", metadata={"format": "pt"})
save_torch({"scale": torch.ones(2, dtype=torch.bfloat16)}, "bfloat16.safetensors")
np.savez("stored.npz", **weights)
np.savez_compressed("deflated.npz", **weights)
# big-endian, and column by column where there are columns
turned = {k: v.astype(v.dtype.newbyteorder(">"), order="F") for k, v in weights.items()}
np.savez("turned.npz", **turned)
np.savez("integers.npz", scale=np.arange(3))

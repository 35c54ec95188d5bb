"""Makes net.safetensors, which FromPython.java reads: the weights of a network, five points, and what PyTorch says
its tangent kernel at them is. Needs torch and safetensors: python net.py"""

import torch
from safetensors.torch import save_file

torch.manual_seed(0)
net = torch.nn.Sequential(torch.nn.Linear(2, 16), torch.nn.Tanh(), torch.nn.Linear(16, 3))
x = torch.randn(5, 2)
weights = {name: weight.detach() for name, weight in net.named_parameters()}


def outputs(w):
    return torch.func.functional_call(net, w, (x,)).flatten()


rows = torch.cat([part.flatten(1) for part in torch.func.jacrev(outputs)(weights).values()], dim=1)
save_file({**weights, "x": x, "kernel": rows @ rows.T}, "net.safetensors")

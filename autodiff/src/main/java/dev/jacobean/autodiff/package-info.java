/// Derivatives as linear maps.
///
/// A derivative is a linear map: near a point `x`, a function moves by `Df(x)·t` when `x` moves by `t`. The chain rule says
/// that the derivative of a program is the composition of the derivatives of its operations. So a *tape* is a list of linear
/// maps. Forward mode applies the list in order, reverse mode applies the adjoints in reverse order, and a linearisation
/// keeps the list for any number of products both ways:
///
/// | question | answer |
/// |---|---|
/// | pushforward, Jacobian–vector product: where does a tangent go? | the maps, in order |
/// | pullback, vector–Jacobian product: where does a cotangent come from? | the adjoints, in reverse order |
/// | gradient of a scalar function | the pullback of one |
/// | second derivatives | the same questions, asked of a function that asks one |
///
/// To read the code: [LinearMap][dev.jacobean.autodiff.LinearMap], then the rule tables `Elementwise` and `Contraction`,
/// then [Primitive][dev.jacobean.autodiff.Primitive] – the whole interpreter is its `apply` –, `Traced` and `Trace`, `Forward`,
/// `Tape`, [Linearization][dev.jacobean.autodiff.Linearization] and [Autodiff][dev.jacobean.autodiff.Autodiff].
package dev.jacobean.autodiff;

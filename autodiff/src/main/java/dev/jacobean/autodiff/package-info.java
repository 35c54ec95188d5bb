/// Derivatives as linear maps.
///
/// The derivative of a function `f` at `x` is the linear map `t ↦ Df(x)·t` with `f(x + t) = f(x) + Df(x)·t + o(‖t‖)`. It
/// needs no indices: `x` may be a number, a tensor, or all parameters of a network. Two facts carry everything here.
///
/// **Linear maps compose.** The chain rule, `D(g ∘ f)(x) = Dg(f(x)) ∘ Df(x)`, says that the derivative of a program is the
/// composition of the derivatives of its operations. So a *tape* is a list of linear maps.
///
/// **Linear maps have adjoints.** Where the *pushforward* `Df(x)·t` says how the value moves when the argument moves
/// along the *tangent* `t`, the *pullback* `Df(x)*·c` says how the value weighed by the *cotangent* `c` depends on the
/// argument: `⟨c, Df(x)·t⟩ = ⟨Df(x)*·c, t⟩`. Adjoints compose in reverse order, which is all there is to backpropagation.
///
/// | question | answer |
/// |---|---|
/// | pushforward, Jacobian–vector product: where does a tangent go? | the maps, in order |
/// | pullback, vector–Jacobian product: where does a cotangent come from? | the adjoints, in reverse order |
/// | gradient of a scalar function | the pullback of one |
/// | second derivatives | the same questions, asked of a function that asks one |
///
/// **One rule, two directions.** An operation states its evaluation and its local linear map in one place; the map knows
/// both directions, in tensor operations. Forward mode applies the maps in order and keeps none. Reverse mode keeps the
/// list and applies the adjoints in reverse order. A [linearisation][dev.jacobean.autodiff.Linearization] keeps it for any
/// number of products both ways ("You Only Linearize Once", Radul et al. 2022). A product either way takes a small
/// multiple of the time of one evaluation, however many numbers the argument has (Baur & Strassen 1983).
///
/// {@snippet file="dev/jacobean/autodiff/snippets/DerivativesTest.java" region="linearize"}
///
/// **Nesting.** Rules are written in what they differentiate, so every question may be asked inside a function that is
/// itself being differentiated. The youngest trace takes an operation first, and none mistakes another's perturbation for
/// its own (Siskind & Pearlmutter 2005).
///
/// Begin with [Tensor][dev.jacobean.autodiff.Tensor] (numbers and what to do with them), [Autodiff][dev.jacobean.autodiff.Autodiff]
/// (the questions) and [Tree][dev.jacobean.autodiff.Tree] (parameters are records). To read the code:
/// [LinearMap][dev.jacobean.autodiff.LinearMap], then the rule tables `Contraction` and `Elementwise` and their maps, `Local`,
/// then `Trace`, `Traced` and [Primitive][dev.jacobean.autodiff.Primitive] – the whole interpreter is its `apply` –,
/// `Forward`, `Tape`, [Linearization][dev.jacobean.autodiff.Linearization] and [Autodiff][dev.jacobean.autodiff.Autodiff].
package dev.jacobean.autodiff;

/// Models as records, losses, optimisers, and the objects of lazy training.
///
/// A model is a record of tensors and what it computes from an input ([Layer]): [Linear] is a whole one in two lines,
/// and [Sequential] and [Residual] make networks of them, such as [Vgg] and [ResNet]. A [Builder] makes fresh ones.
/// Nothing here knows how derivatives are taken; the gradient of a network is a network, and whatever is a record of
/// tensors can take a layer's place.
///
/// # Training
///
/// A step of training is three pure functions: a loss and its gradient (`Autodiff.gradient` of a [Loss]), an [Optimizer]
/// from a state to the next, and a [Schedule] for the rate. A [Trainer] adds what a long run needs.
///
/// {@snippet file="dev/jacobean/nn/ModelSnippetsTest.java" region="training"}
///
/// Layers that act otherwise while they learn, [Dropout] and [BatchNorm], say so in [Layer#train]; their randomness is
/// a [Key], their state comes out with the layer.
///
/// # Lazy training
///
/// Let h(w) be a model's outputs as a function of its parameters, and w₀ the initial ones. Its *tangent model* is
///
///     h̄(w) = h(w₀) + Dh(w₀)·(w − w₀),
///
/// affine in w, and so convex to train under a convex loss. Chizat, Oyallon & Bach (2019) ask when training h is training
/// h̄, and find the reason in the *scale* of the output. Multiply it by α and divide the objective by α² ([Scaled]),
///
///     F(w) = R(α·h(w))/α²,   where h(w₀) = 0.
///
/// (If it is not, [Scaled#centred] subtracts it, and [Doubled] is a model of which it holds.) To change the output by a
/// given amount, w must then move by the order of 1/α, and on that way Dh(w) changes by the order of 1/α, too. For α → ∞
/// the path of α·h is that of the tangent model ([TangentModel]) in the variable u = α(w − w₀): training is *lazy*, the
/// weights hardly move and no features are learned. For the square loss with target `y*` the relative change of Dh while
/// the loss falls by as much as itself is of the order of
///
///     κ = (1/α)·‖α·h(w₀) − y*‖·‖D²h(w₀)‖/‖Dh(w₀)‖²
///
/// and training is lazy where κ is far below 1 ([Laziness]).
///
/// {@snippet file="dev/jacobean/nn/LazySnippetsTest.java" region="tangent"}
///
/// The tangent model learns by the *tangent kernel* Θ = Dh(w₀)·Dh(w₀)ᵀ (Jacot, Gabriel & Hongler 2018; [TangentKernel]):
/// under gradient flow on `½·(1/n)·‖y − y*‖²` its outputs obey `y′ = −(1/n)·Θ·(y − y*)`, so that each eigenvector of Θ is
/// learned by itself, the faster the larger its eigenvalue ([KernelDynamics]).
///
/// What the tangent model leaves out is measured by [TaylorModel] and [Curvature], what of a network's
/// [ActivationPattern] survives training by [ActivationPattern#stability].
package dev.jacobean.nn;

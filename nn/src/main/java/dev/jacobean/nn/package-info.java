/// Models as records, losses, optimisers, and the objects of lazy training.
///
/// A model is a record of tensors and what it computes from an input ([Layer]): [Linear] is a whole one in two lines,
/// and [Sequential] and [Residual] make networks of them, such as [Vgg] and [ResNet]. A [Builder] makes fresh ones.
/// Nothing here knows how derivatives are taken; the gradient of a network is a network, and whatever is a record of
/// tensors can take a layer's place.
///
/// A step of training is three pure functions: a loss and its gradient (`Autodiff.valueAndGradient` of a [Loss]), an
/// [Optimizer] from a state to the next, and a [Schedule] for the rate:
///
/// ```java
/// var make = new Builder(Backends.f32(), new Random(1), Initializer.heNormal(1));
/// Sequential net = Mlp.of(make, Activation.RELU, 784, 100, 10);
/// Optimizer rule = Optimizer.momentum(0.9);
/// var state = rule.start(net);
/// for (int step = 0; step < 1000; step++) {
///   Sequential gradient = Autodiff.gradient(w -> Loss.crossEntropy(w.apply(x), labels), state.parameters());
///   state = rule.next(state, gradient, 0.1);
/// }
/// ```
///
/// Layers that act otherwise while they learn, [Dropout] and [BatchNorm], say so in [Layer#train]; their randomness is
/// a [Key], their state comes out with the layer.
///
/// The objects of "On Lazy Training in Differentiable Programming" (Chizat, Oyallon & Bach 2019), for any model:
/// [Scaled], its limit [TangentModel], and what of a network's [ActivationPattern] survives training. What they are like
/// is measured by [TangentKernel], [KernelDynamics], [Curvature] and [TaylorModel]; [Laziness] says whether a model trains
/// like its tangent model.
package dev.jacobean.nn;

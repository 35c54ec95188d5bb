package dev.jacobean.autodiff;

import java.util.function.Function;

/// The ways of asking for the derivative of a function of one number.
enum Mode {
  /// Forward, keeping nothing.
  STREAMED {
    @Override
    Function<Tensor, Tensor> derivative(Function<Tensor, Tensor> f) {
      return x -> Autodiff.jvp(f, x, one(x)).tangent();
    }
  },
  /// Forward through a recorded tape.
  RECORDED {
    @Override
    Function<Tensor, Tensor> derivative(Function<Tensor, Tensor> f) {
      return x -> Autodiff.linearize(f, x).pushforward(one(x));
    }
  },
  /// Back through a recorded tape.
  REVERSED {
    @Override
    Function<Tensor, Tensor> derivative(Function<Tensor, Tensor> f) {
      return x -> Autodiff.gradient(f, x);
    }
  };

  abstract Function<Tensor, Tensor> derivative(Function<Tensor, Tensor> f);

  private static Tensor one(Tensor like) {
    return Tensor.full(like.backend(), 1, like.shape());
  }
}

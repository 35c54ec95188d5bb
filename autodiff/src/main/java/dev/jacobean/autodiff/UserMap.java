package dev.jacobean.autodiff;

import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Shape;
import java.util.Objects;

/// A local linear map that a user wrote. What it gives is checked, since a tensor of another shape would broadcast into
/// wrong numbers without a word.
record UserMap(String name, LinearMap<Tensor, Tensor> map, Like argument, Like value)
    implements LinearMap<Tensor, Tensor> {
  /// What a tensor must be like; keeps no numbers.
  record Like(Shape shape, Backend backend) {
    static Like of(Tensor x) {
      return new Like(x.shape(), x.backend());
    }
  }

  static LinearMap<Tensor, Tensor> of(String name, LinearMap<Tensor, Tensor> map, Tensor argument, Tensor value) {
    Objects.requireNonNull(map, () -> name + ": the rule gave null; must give a linear map");
    return map instanceof Local ? map : new UserMap(name, map, Like.of(argument), Like.of(value));
  }

  @Override
  public Tensor pushforward(Tensor tangent) {
    return checked("pushforward", map.pushforward(tangent), "value", value);
  }

  @Override
  public Tensor pullback(Tensor cotangent) {
    return checked("pullback", map.pullback(cotangent), "argument", argument);
  }

  private Tensor checked(String direction, Tensor given, String what, Like like) {
    if (!given.shape().equals(like.shape) || given.backend() != like.backend) {
      throw new IllegalArgumentException("%s: %s gave %s %s on %s, %s is %s %s on %s; must be equal".formatted(
          name, direction, given.dtype(), given.shape(), given.backend().name(),
          what, like.backend.dtype(), like.shape, like.backend.name()));
    }
    return given;
  }
}

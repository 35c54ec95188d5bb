package dev.jacobean.autodiff;

import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/// Recomputation instead of memory: a function as one primitive whose local linear map evaluates it again when asked.
///
/// Argument and result are packed into one vector each, so that a product evaluates the function once, however many
/// tensors it takes and returns.
final class Checkpoint {
  private Checkpoint() {}

  static <P, Q> Q apply(Function<P, Q> f, P at) {
    P like = Tree.zerosLike(at); // what the map holds on to beside the packed argument: no numbers
    AtomicReference<Q> result = new AtomicReference<>();
    Function<Tensor, Tensor> packed = x -> {
      Q y = Trace.given(f.apply(Tree.rebuild(like, unpack(x, Tree.leaves(like)))));
      result.set(Tree.zerosLike(y));
      return pack("value", Tree.leaves(y));
    };
    Primitive recomputed = Primitive.of("checkpoint", packed::apply, (x, y) -> new Local.Pair(
        t -> Autodiff.jvp(packed, x, t).tangent(),
        c -> Autodiff.linearize(packed, x).pullback(c, true),
        x));
    Tensor y = recomputed.apply(pack("argument", Tree.leaves(at)));
    return Tree.rebuild(result.get(), unpack(y, Tree.leaves(result.get())));
  }

  private static Tensor pack(String what, List<Tensor> leaves) {
    List<Backend> backends = leaves.stream().map(Tensor::backend).distinct().toList();
    if (backends.size() != 1) {
      throw new IllegalArgumentException(
          "checkpoint: tensors of the %s are on %s; must be at least one, all on one backend"
              .formatted(what, backends));
    }
    return leaves.size() == 1
        ? leaves.getFirst()
        : Tensor.concatenate(0, leaves.stream().map(leaf -> leaf.reshape(-1)).toArray(Tensor[]::new));
  }

  private static List<Tensor> unpack(Tensor packed, List<Tensor> like) {
    if (like.size() == 1) {
      return List.of(packed);
    }
    List<Tensor> leaves = new ArrayList<>();
    int start = 0;
    for (Tensor leaf : like) {
      Shape shape = leaf.shape();
      leaves.add(packed.slice(0, start, start + shape.size()).reshape(shape));
      start += shape.size();
    }
    return leaves;
  }
}

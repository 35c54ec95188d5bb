package dev.jacobean.autodiff;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/// Trees of tensors: what functions are differentiated with respect to, and what they may return.
///
/// A tensor is a tree; so is a record, list, map, array or [java.util.Optional] of trees. Whatever else stands in a
/// record – a number, a name, an enum constant – rides along unchanged. The gradient of a record of parameters is a
/// record of the same class. Map entries are taken in the order of their keys' text. The order of leaves is the order of
/// record components. Every method throws [IllegalArgumentException] for tensors in a set, queue, map entry or stream;
/// those that make a tree throw it for a record that declares a list of tensors as anything but `List`, or a map as
/// anything but `Map`.
///
/// {@snippet file="dev/jacobean/autodiff/snippets/DerivativesTest.java" region="record"}
/// {@snippet file="dev/jacobean/autodiff/snippets/DerivativesTest.java" region="tree"}
public final class Tree {
  private Tree() {}

  /// {@return the tensors of a tree, in order}
  /// @param tree any object; what is no tree has no tensors
  public static List<Tensor> leaves(Object tree) {
    List<Tensor> leaves = new ArrayList<>();
    TreeWalk.walk(tree, "", (path, leaf) -> {
      leaves.add(leaf);
      return leaf;
    });
    return leaves;
  }

  /// {@return where each tensor of a tree stands, in order: `layers[0].weight`; a tensor alone is ""}
  /// @param tree any object; what is no tree has no tensors
  public static List<String> names(Object tree) {
    List<String> names = new ArrayList<>();
    TreeWalk.walk(tree, "", (path, leaf) -> {
      names.add(path);
      return leaf;
    });
    return names;
  }

  /// {@return a tree like another one with other tensors}
  /// @param <P> the class of tree
  /// @param like where the tensors go, and what else rides along
  /// @param leaves as many as [#leaves] gives, in its order; any shapes
  /// @throws IllegalArgumentException unless there is one for each leaf
  public static <P> P rebuild(P like, List<? extends Tensor> leaves) {
    Iterator<? extends Tensor> next = leaves.iterator();
    P tree = TreeWalk.walk(like, "", (path, leaf) -> {
      if (!next.hasNext()) {
        throw count(like, leaves.size());
      }
      return next.next();
    });
    if (next.hasNext()) {
      throw count(like, leaves.size());
    }
    return tree;
  }

  /// {@return the tree of `f` of each tensor}
  /// @param <P> the class of tree
  /// @param f may change shapes and backends
  /// @param tree visited in the order of [#leaves]
  public static <P> P map(UnaryOperator<Tensor> f, P tree) {
    return TreeWalk.walk(tree, "", (path, leaf) -> f.apply(leaf));
  }

  /// {@return the tree of `f` of each pair of tensors at the same place; what rides along is the left tree's}
  /// @param <P> the class of tree
  /// @param f takes a tensor of the left tree and one of the right
  /// @param left its structure is that of the result
  /// @param right a tree like it
  /// @throws IllegalArgumentException if the trees differ in structure or in the shape of a tensor
  public static <P> P zip(BinaryOperator<Tensor> f, P left, P right) {
    return zip("right", f, left, right);
  }

  /// As [#zip], with another word for the right tree in messages.
  static <P> P zip(String what, BinaryOperator<Tensor> f, P left, P right) {
    Iterator<Tensor> others = matching(what, left, right).iterator();
    return TreeWalk.walk(left, "", (path, leaf) -> f.apply(leaf, others.next()));
  }

  /// {@return left + right}
  /// @param <P> the class of tree
  /// @param left its structure is that of the result
  /// @param right a tree like it
  public static <P> P plus(P left, P right) {
    return zip(Tensor::plus, left, right);
  }

  /// {@return left − right}
  /// @param <P> the class of tree
  /// @param left its structure is that of the result
  /// @param right a tree like it
  public static <P> P minus(P left, P right) {
    return zip(Tensor::minus, left, right);
  }

  /// {@return factor·tree}
  /// @param <P> the class of tree
  /// @param factor rounded to the element type of each tensor
  /// @param tree of any structure
  public static <P> P times(double factor, P tree) {
    return map(x -> x.times(factor), tree);
  }

  /// {@return left + factor·right, in one pass over memory: a step of descent, with minus the rate as factor}
  /// @param <P> the class of tree
  /// @param left its structure is that of the result
  /// @param factor rounded to the element type of each tensor
  /// @param right a tree like it
  public static <P> P plusTimes(P left, double factor, P right) {
    return zip((x, y) -> x.plusTimes(factor, y), left, right);
  }

  /// Two trees that one pass over memory gives.
  ///
  /// @param <P> the class of tree
  /// @param inner y = left + a·right
  /// @param outer outer + b·y
  public record Sums<P>(P inner, P outer) {}

  /// {@return y = left + a·right, and outer + b·y, both in one pass over memory, with the bits of [#plusTimes] twice: a
  /// step of descent with momentum}
  ///
  /// @param <P> the class of tree
  /// @param left its structure is that of the first result
  /// @param a rounded to the element type of each tensor
  /// @param right a tree like it
  /// @param b rounded to the element type of each tensor
  /// @param outer a tree like it, with the structure of the second result
  /// @throws IllegalArgumentException if the trees differ in structure or in the shape of a tensor
  public static <P> Sums<P> plusTimesTwice(P left, double a, P right, double b, P outer) {
    Iterator<Tensor> rights = matching("right", left, right).iterator();
    Iterator<Tensor> outers = matching("outer", left, outer).iterator();
    List<Tensor> ys = new ArrayList<>();
    List<Tensor> zs = new ArrayList<>();
    for (Tensor x : leaves(left)) {
      TwoSums sums = TwoSums.of(x, a, rights.next(), b, outers.next());
      ys.add(sums.inner());
      zs.add(sums.outer());
    }
    return new Sums<>(rebuild(left, ys), rebuild(outer, zs));
  }

  /// {@return the inner product: a number of shape `[]`}
  /// @param left a tree
  /// @param right a tree like it
  /// @throws IllegalArgumentException if the trees differ, or hold no tensor
  public static Tensor dot(Object left, Object right) {
    Iterator<Tensor> others = matching("right", left, right).iterator();
    return leaves(left).stream().map(x -> x.dot(others.next())).reduce(Tensor::plus)
        .orElseThrow(() -> new IllegalArgumentException("dot: the trees hold no tensor; must hold at least one"));
  }

  /// {@return the same tree of zeros}
  /// @param <P> the class of tree
  /// @param tree gives structure, shapes and backends
  public static <P> P zerosLike(P tree) {
    return map(Tensor::zeros, tree);
  }

  /// {@return how many numbers all tensors hold together}
  /// @param tree any object; what is no tree has no tensors
  public static long size(Object tree) {
    return leaves(tree).stream().mapToLong(leaf -> leaf.shape().size()).sum();
  }

  /// {@return the same tree, watched by no differentiation}
  /// @param <P> the class of tree
  /// @param tree of any structure
  public static <P> P stopGradient(P tree) {
    return map(Tensor::stopGradient, tree);
  }

  /// The tensors of `other`, checked to stand where those of `tree` do, with the same shapes and backends.
  static List<Tensor> matching(String what, Object tree, Object other) {
    List<String> names = new ArrayList<>();
    List<Tensor> mine = new ArrayList<>();
    read(tree, names, mine);
    List<String> otherNames = new ArrayList<>();
    List<Tensor> others = new ArrayList<>();
    read(other, otherNames, others);
    if (!names.equals(otherNames)) {
      throw new IllegalArgumentException(
          "%s: has tensors %s, primal has %s; must be the same tree".formatted(what, otherNames, names));
    }
    for (int i = 0; i < mine.size(); i++) {
      Tensor x = mine.get(i);
      Tensor y = others.get(i);
      if (!x.shape().equals(y.shape()) || x.backend() != y.backend()) {
        String name = names.get(i);
        throw new IllegalArgumentException("%s%s: is %s %s on %s, primal is %s %s on %s; must be equal".formatted(
            what, name.isEmpty() ? "" : " " + name, y.dtype(), y.shape(), y.backend().name(),
            x.dtype(), x.shape(), x.backend().name()));
      }
    }
    return others;
  }

  private static void read(Object tree, List<String> names, List<Tensor> leaves) {
    TreeWalk.walk(tree, "", (path, leaf) -> {
      names.add(path);
      leaves.add(leaf);
      return leaf;
    });
  }

  private static IllegalArgumentException count(Object like, int given) {
    return new IllegalArgumentException(
        "rebuild: tree has tensors %s, %d given; must be one for each".formatted(names(like), given));
  }
}

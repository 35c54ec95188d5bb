package dev.jacobean.nn;

import dev.jacobean.autodiff.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// Eigenvalues at the ends of a symmetric map's spectrum, from products with it only, by the method of Lanczos (1950)
/// with full reorthogonalisation (Parlett 1998, section 13.1): every new direction is made orthogonal to all before it,
/// twice, so that no eigenvalue appears as its own ghost.
///
/// One start sees one vector of each eigenspace, so that an eigenvalue is found once however many vectors it has. The
/// others are looked for in what is orthogonal to the vectors found, from one more start for each, until what comes
/// next there is not ahead of the last one found.
final class Lanczos<T> {
  /// Products between looks at the residuals.
  private static final int LOOK = 4;

  private final UnaryOperator<T> map;
  private final List<T> aside;
  private final double floor;
  private final List<T> basis = new ArrayList<>();
  private final List<Double> diagonal = new ArrayList<>();
  private final List<Double> beside = new ArrayList<>();

  /// A search in what is orthogonal to the vectors `aside`, of length 1.
  ///
  /// @param floor what the map's largest eigenvalue is at least, in absolute value
  private Lanczos(UnaryOperator<T> map, List<T> aside, double floor) {
    this.map = map;
    this.aside = aside;
    this.floor = floor;
  }

  /// The `count` eigenvalues that come first in `order`, in that order, each as often as it has vectors.
  ///
  /// @param map symmetric
  /// @param start gives vectors from which searches begin, random ones
  /// @param order an order of eigenvalues whose first ones lie at an end of the spectrum, or at both
  /// @param tolerance the residual, relative to the largest eigenvalue found in absolute value, that is good enough
  /// @param most products with the map in a search, and vectors that it holds beside those found
  /// @return fewer if the map has fewer; unconverged ones say so by their residual
  static <T> List<Eigenpair<T>> find(
      UnaryOperator<T> map, Supplier<T> start, int count, Comparator<Double> order, double tolerance, int most) {
    T first = start.get();
    long size = Tree.size(first);
    List<Eigenpair<T>> found =
        new ArrayList<>(new Lanczos<>(map, List.of(), 0).search(first, count, order, tolerance, most, ritz -> false));
    double scale = found.stream().mapToDouble(pair -> Math.abs(pair.value())).max().orElse(0);
    for (int round = 1; round < count && found.size() < size; round++) {
      Lanczos<T> rest = new Lanczos<>(map, found.stream().map(Eigenpair::vector).toList(), scale);
      int left = (int) Math.min(most, size - found.size());
      boolean isFull = found.size() >= count;
      double last = found.getLast().value();
      Eigenpair<T> next = rest.search(rest.apart(start.get()), 1, order, tolerance, left,
          ritz -> isFull && ritz.isBehind(last)).getFirst();
      if (isFull && (order.compare(next.value(), last) >= 0 || Math.abs(next.value() - last) <= tolerance * scale)) {
        break;
      }
      double residual = length(Tree.plusTimes(map.apply(next.vector()), -next.value(), next.vector()));
      found.add(new Eigenpair<>(next.value(), next.vector(), residual));
      found.sort(Comparator.comparing(Eigenpair::value, order));
      found.subList(Math.min(count, found.size()), found.size()).clear();
    }
    return List.copyOf(found);
  }

  private List<Eigenpair<T>> search(
      T start, int count, Comparator<Double> order, double tolerance, int most, Predicate<Ritz<T>> isVain) {
    T next = start;
    double length = length(start);
    Check.that(length > 0 && length < Double.POSITIVE_INFINITY, "lanczos: the start has length %s; must be positive",
        length);
    while (true) {
      next = extend(Tree.times(1 / length, next));
      length = beside.getLast();
      int steps = basis.size();
      boolean ended = steps == most || length <= 1e-14 * size();
      if (ended || (steps >= count && steps % LOOK == 0)) {
        Ritz<T> ritz = new Ritz<>(this, order, count);
        if (ended || ritz.worst() <= tolerance * size() || isVain.test(ritz)) {
          return ritz.places.stream().map(ritz::pair).toList();
        }
      }
    }
  }

  /// Adds a direction; returns the next one, not yet scaled.
  private T extend(T direction) {
    basis.add(direction);
    T image = map.apply(direction);
    double along = Tree.dot(image, direction).item();
    Check.that(!Double.isNaN(along), "lanczos: product %s with the map is not finite", basis.size());
    diagonal.add(along);
    image = apart(image);
    beside.add(length(image));
    return image;
  }

  /// What of a vector is orthogonal to those aside and to the directions so far.
  private T apart(T vector) {
    T rest = vector;
    for (int pass = 0; pass < 2; pass++) {
      for (T before : aside) {
        rest = Tree.plusTimes(rest, -Tree.dot(rest, before).item(), before);
      }
      for (T before : basis) {
        rest = Tree.plusTimes(rest, -Tree.dot(rest, before).item(), before);
      }
    }
    return rest;
  }

  /// The largest number in the tridiagonal matrix: about the size of the largest eigenvalue.
  private double size() {
    return IntStream.range(0, diagonal.size())
        .mapToDouble(i -> Math.max(Math.abs(diagonal.get(i)), i == 0 ? 0 : beside.get(i - 1))).reduce(floor, Math::max);
  }

  private static double length(Object tree) {
    return Math.sqrt(Tree.dot(tree, tree).item());
  }

  /// Eigenpairs of the map as seen in the directions so far (Rayleigh–Ritz).
  private static final class Ritz<T> {
    private final List<T> basis;
    private final double[] values;
    private final double[][] vectors;
    private final double remaining;
    private final List<Integer> places;
    private final Comparator<Double> order;

    Ritz(Lanczos<T> search, Comparator<Double> order, int count) {
      this.order = order;
      basis = search.basis;
      int n = basis.size();
      double[] beside = search.beside.stream().mapToDouble(x -> x).toArray();
      SymmetricEigen.Result eigen = SymmetricEigen.tridiagonal(
          search.diagonal.stream().mapToDouble(x -> x).toArray(), Arrays.copyOf(beside, n - 1));
      values = eigen.values();
      vectors = eigen.vectors().orElseThrow();
      remaining = beside[n - 1];
      places = IntStream.range(0, n).boxed().sorted((i, j) -> order.compare(values[i], values[j])).limit(count).toList();
    }

    double residual(int place) {
      return Math.abs(remaining * vectors[place][vectors.length - 1]);
    }

    double worst() {
      return places.stream().mapToDouble(this::residual).max().orElse(0);
    }

    /// Whether the first value comes after another one, even if it is as far off as its residual tells.
    boolean isBehind(double other) {
      double value = values[places.getFirst()];
      double off = residual(places.getFirst());
      return order.compare(value - off, other) > 0 && order.compare(value + off, other) > 0;
    }

    Eigenpair<T> pair(int place) {
      T sum = Tree.times(vectors[place][0], basis.getFirst());
      for (int i = 1; i < basis.size(); i++) {
        sum = Tree.plusTimes(sum, vectors[place][i], basis.get(i));
      }
      return new Eigenpair<>(values[place], Tree.times(1 / length(sum), sum), residual(place));
    }
  }
}

package dev.jacobean.nn;

import dev.jacobean.autodiff.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// Eigenvalues at the ends of a symmetric map's spectrum, from products with it only, by the method of Lanczos (1950)
/// with full reorthogonalisation (Parlett 1998, section 13.1): every new direction is made orthogonal to all before it,
/// twice, so that no eigenvalue appears as its own ghost.
final class Lanczos<T> {
  /// Products between looks at the residuals.
  private static final int LOOK = 4;

  private final UnaryOperator<T> map;
  private final List<T> basis = new ArrayList<>();
  private final List<Double> diagonal = new ArrayList<>();
  private final List<Double> beside = new ArrayList<>();

  private Lanczos(UnaryOperator<T> map) {
    this.map = map;
  }

  /// The `count` eigenvalues that come first in `order`, in that order.
  ///
  /// @param map symmetric
  /// @param start where the search begins, not 0
  /// @param order an order of eigenvalues whose first ones lie at an end of the spectrum, or at both
  /// @param tolerance the residual, relative to the largest eigenvalue found in absolute value, that is good enough
  /// @param most products with the map
  /// @return fewer if the space reached from `start` is smaller; unconverged ones say so by their residual
  static <T> List<Eigenpair<T>> find(
      UnaryOperator<T> map, T start, int count, Comparator<Double> order, double tolerance, int most) {
    Lanczos<T> search = new Lanczos<>(map);
    T next = start;
    double length = length(start);
    Check.that(length > 0 && length < Double.POSITIVE_INFINITY, "lanczos: the start has length %s; must be positive",
        length);
    while (true) {
      next = search.extend(Tree.times(1 / length, next));
      length = search.beside.getLast();
      int steps = search.basis.size();
      boolean ended = steps == most || length <= 1e-14 * search.size();
      if (ended || (steps >= count && steps % LOOK == 0)) {
        Ritz<T> ritz = new Ritz<>(search, order, count);
        if (ended || ritz.worst() <= tolerance * search.size()) {
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
    for (int pass = 0; pass < 2; pass++) {
      for (T before : basis) {
        image = ahead(image, -Tree.dot(image, before).item(), before);
      }
    }
    beside.add(length(image));
    return image;
  }

  /// The largest number in the tridiagonal matrix: about the size of the largest eigenvalue.
  private double size() {
    return IntStream.range(0, diagonal.size())
        .mapToDouble(i -> Math.max(Math.abs(diagonal.get(i)), i == 0 ? 0 : beside.get(i - 1))).max().orElse(0);
  }

  private static <T> T ahead(T from, double factor, T direction) {
    return Tree.zip((x, d) -> x.plus(d.times(factor)), from, direction);
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

    Ritz(Lanczos<T> search, Comparator<Double> order, int count) {
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

    Eigenpair<T> pair(int place) {
      T sum = Tree.times(vectors[place][0], basis.getFirst());
      for (int i = 1; i < basis.size(); i++) {
        sum = ahead(sum, vectors[place][i], basis.get(i));
      }
      return new Eigenpair<>(values[place], Tree.times(1 / length(sum), sum), residual(place));
    }
  }
}

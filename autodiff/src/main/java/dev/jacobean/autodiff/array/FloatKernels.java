package dev.jacobean.autodiff.array;

import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;

import java.lang.ref.SoftReference;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/// The loops for `float[]`.
final class FloatKernels implements Kernels {
  private static final VectorSpecies<Float> S = FloatLanes.SPECIES;
  private static final int LANES = FloatLanes.LANES;

  /// Numbers of a line of the cache.
  private static final int LINE = 64 / Float.BYTES;

  private static final FloatVector ZERO = FloatVector.zero(S);

  /// 32 rows of 32 numbers from either side fit the first cache.
  private static final int BLOCK = 32;

  private static final int SLOTS = 5;

  /// The slot that is nobody else's.
  private static final int TOUCHED = 4;

  // Loaded when first used. Two threads may both load one; they are equal.
  private final Loop.Map[] maps = new Loop.Map[Unary.values().length];
  private final Loop.Zip[] zips = new Loop.Zip[Binary.values().length];
  private final Loop.Reduce[] folds = new Loop.Reduce[Fold.values().length];
  private final Loop.Tile[] tiles = new Loop.Tile[TileForm.values().length];

  private final Loop.Stencil[] stencils = new Loop.Stencil[StencilForm.values().length];

  private final Loop.Winograd pairs = new FloatPairs();
  private final Loop.Winograd fours = new FloatFours();
  private final Loop.WinogradAdjoint foursAdjoint = new FloatFoursAdjoint();

  /// Each thread's working memory, given back when memory is short.
  private final ThreadLocal<SoftReference<float[][]>> scratch =
      ThreadLocal.withInitial(() -> new SoftReference<>(new float[SLOTS][0]));

  @Override
  public Object allocate(int size) {
    return Pool.floats(size, true);
  }

  @Override
  public Object blank(int size) {
    return Pool.floats(size, false);
  }

  @Override
  public Loop.Map map(Unary f) {
    Loop.Map loop = maps[f.ordinal()];
    if (loop == null) {
      loop = Loop.load(Loop.Map.class, FloatMap.class, f);
      maps[f.ordinal()] = loop;
    }
    return loop;
  }

  @Override
  public Loop.Zip zip(Binary f) {
    Loop.Zip loop = zips[f.ordinal()];
    if (loop == null) {
      loop = Loop.load(Loop.Zip.class, FloatZip.class, f);
      zips[f.ordinal()] = loop;
    }
    return loop;
  }

  @Override
  public Loop.Reduce reduce(Fold fold) {
    Loop.Reduce loop = folds[fold.ordinal()];
    if (loop == null) {
      loop = fold == Fold.LOG_SUM_EXP ? new FloatLogSum() : Loop.load(Loop.Reduce.class, FloatReduce.class, fold);
      folds[fold.ordinal()] = loop;
    }
    return loop;
  }

  @Override
  public Loop.Tile tile(TileForm form) {
    Loop.Tile loop = tiles[form.ordinal()];
    if (loop == null) {
      loop = Loop.load(Loop.Tile.class, FloatTile.class, form);
      tiles[form.ordinal()] = loop;
    }
    return loop;
  }

  @Override
  public Loop.Stencil stencil(StencilForm form) {
    Loop.Stencil loop = stencils[form.ordinal()];
    if (loop == null) {
      loop = Loop.load(Loop.Stencil.class, FloatStencil.class, form);
      stencils[form.ordinal()] = loop;
    }
    return loop;
  }

  @Override
  public Loop.Winograd pairs() {
    return pairs;
  }

  @Override
  public Loop.Winograd fours() {
    return fours;
  }

  @Override
  public Loop.WinogradAdjoint foursAdjoint() {
    return foursAdjoint;
  }

  @Override
  public int lanes() {
    return LANES;
  }

  @Override
  public Object scratch(int slot, int size) {
    float[][] mine = scratch.get().get();
    if (mine == null) {
      mine = new float[SLOTS][0];
      scratch.set(new SoftReference<>(mine));
    }
    if (mine[slot].length < size) {
      mine[slot] = new float[size];
    }
    return mine[slot];
  }

  @Override
  public void put(Object x, int xo, int xs, Object y, int yo, int ys, int rows, int n, boolean add) {
    FloatPack.put((float[]) x, xo, xs, (float[]) y, yo, ys, rows, n, add);
  }

  @Override
  public void dots(Object x, int xo, int xs, Object v, int vo, Object y, int yo, int n, int k) {
    FloatDots.dots((float[]) x, xo, xs, (float[]) v, vo, (float[]) y, yo, n, k);
  }

  @Override
  public void sums(Object x, int xo, int xs, Object v, int vo, Object y, int yo, int n, int k) {
    FloatDots.sums((float[]) x, xo, xs, (float[]) v, vo, (float[]) y, yo, n, k);
  }

  @Override
  public void copy(Object x, int xo, int xs, Object y, int yo, int ys, int n) {
    float[] from = (float[]) x;
    float[] to = (float[]) y;
    if (xs == 1 && ys == 1) {
      System.arraycopy(from, xo, to, yo, n);
    } else {
      for (int i = 0; i < n; i++) {
        to[yo + i * ys] = from[xo + i * xs];
      }
    }
  }

  @Override
  public void copy(Object x, int xo, int xi, int xj, Object y, int yo, int yi, int yj, int n, int m) {
    float[] from = (float[]) x;
    float[] to = (float[]) y;
    for (int top = 0; top < n; top += BLOCK) {
      int rows = Math.min(BLOCK, n - top);
      for (int left = 0; left < m; left += BLOCK) {
        int columns = Math.min(BLOCK, m - left);
        for (int j = left; j < left + columns; j++) {
          int source = xo + top * xi + j * xj;
          int target = yo + top * yi + j * yj;
          for (int i = 0; i < rows; i++) {
            to[target + i * yi] = from[source + i * xi];
          }
        }
      }
    }
  }

  @Override
  public void clear(Object y, int yo, int n) {
    Arrays.fill((float[]) y, yo, yo + n, 0);
  }

  @Override
  public void rows(Object x, int xo, int xs, Object y, int yo, int ys, int n, int width) {
    float[] from = (float[]) x;
    float[] to = (float[]) y;
    int whole = S.loopBound(width);
    VectorMask<Float> rest = S.indexInRange(whole, width);
    for (int i = 0; i < n; i++) {
      int source = xo + i * xs;
      int target = yo + i * ys;
      for (int j = 0; j < whole; j += LANES) {
        FloatVector.fromArray(S, from, source + j).intoArray(to, target + j);
      }
      if (whole < width) {
        FloatVector.fromArray(S, from, source + whole, rest).intoArray(to, target + whole, rest);
      }
    }
  }

  @Override
  public void vectors(Object x, int xo, int xs, Object y, int yo, int ys, int n) {
    float[] from = (float[]) x;
    float[] to = (float[]) y;
    for (int i = 0; i < n; i++) {
      FloatVector.fromArray(S, from, xo + i * xs).intoArray(to, yo + i * ys);
    }
  }

  @Override
  public void touch(Object x, int xo, int xs, int rows, int n) {
    float[] from = (float[]) x;
    float sum = 0;
    for (int i = 0; i < rows; i++) {
      for (int p = 0; p < n; p += LINE) {
        sum += from[xo + i * xs + p];
      }
    }
    ((float[]) scratch(TOUCHED, 1))[0] = sum; // lest the compiler see that nobody needs it
  }

  @Override
  public void transpose(Object x, int xo, int xs, Object y, int yo, int ys, int rows, int k) {
    FloatPack.transpose((float[]) x, xo, xs, (float[]) y, yo, ys, rows, k);
  }

  @Override
  public void panels(Object x, int xo, int xs, Object y, int yo, int k, int panels) {
    FloatPack.panels((float[]) x, xo, xs, (float[]) y, yo, k, panels);
  }

  @Override
  public void strips(Object x, int xo, int xs, Object y, int yo, int k, int height, int strips) {
    FloatPack.strips((float[]) x, xo, xs, (float[]) y, yo, k, height, strips);
  }

  @Override
  public boolean isFinite(Object x, int xo, int n) {
    float[] numbers = (float[]) x;
    for (int i = xo; i < xo + n; i++) {
      if (!Float.isFinite(numbers[i])) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void add(Object x, int xo, Object y, int yo, int n) {
    float[] from = (float[]) x;
    float[] to = (float[]) y;
    int i = 0;
    for (; i < S.loopBound(n); i += LANES) {
      FloatVector.fromArray(S, to, yo + i).add(FloatVector.fromArray(S, from, xo + i)).intoArray(to, yo + i);
    }
    for (; i < n; i++) {
      to[yo + i] += from[xo + i];
    }
  }

  @Override
  @SuppressWarnings("cast") // the twin for double needs none
  public void addTimes(Object x, int xo, double factor, Object y, int yo, Object z, int zo, int n) {
    float[] left = (float[]) x;
    float[] right = (float[]) y;
    float[] to = (float[]) z;
    float times = (float) factor;
    int i = 0;
    for (; i + LANES <= n; i += LANES) {
      FloatVector product = FloatVector.fromArray(S, right, yo + i).mul(times);
      FloatVector.fromArray(S, left, xo + i).add(product).intoArray(to, zo + i);
    }
    for (; i < n; i++) {
      to[zo + i] = left[xo + i] + times * right[yo + i];
    }
  }

  @Override
  @SuppressWarnings("cast") // the twin for double needs none
  public void addTimesTwice(Object x, int xo, double a, Object v, int vo, double b, Object w, int wo, Object y, Object z,
      int at, int n) {
    float[] left = (float[]) x;
    float[] right = (float[]) v;
    float[] outer = (float[]) w;
    float[] inner = (float[]) y;
    float[] to = (float[]) z;
    float first = (float) a;
    float second = (float) b;
    int i = 0;
    for (; i + LANES <= n; i += LANES) {
      FloatVector product = FloatVector.fromArray(S, right, vo + i).mul(first);
      FloatVector sum = FloatVector.fromArray(S, left, xo + i).add(product);
      sum.intoArray(inner, at + i);
      FloatVector.fromArray(S, outer, wo + i).add(sum.mul(second)).intoArray(to, at + i);
    }
    for (; i < n; i++) {
      float sum = left[xo + i] + first * right[vo + i];
      inner[at + i] = sum;
      to[at + i] = outer[wo + i] + second * sum;
    }
  }

  @Override
  public void select(Object c, int co, Object x, int xo, int xs, Object y, int yo, int ys, Object z, int zo, int n) {
    float[] condition = (float[]) c;
    float[] left = (float[]) x;
    float[] right = (float[]) y;
    float[] to = (float[]) z;
    int last = S.loopBound(n);
    if (xs == 0) {
      selectNumber(condition, co, left[xo], right, yo, to, zo, last);
    } else if (ys == 0) {
      selectElse(condition, co, left, xo, right[yo], to, zo, last);
    } else {
      for (int i = 0; i < last; i += LANES) {
        FloatVector.fromArray(S, right, yo + i)
            .blend(FloatVector.fromArray(S, left, xo + i), holds(condition, co + i)).intoArray(to, zo + i);
      }
    }
    for (int i = last; i < n; i++) {
      to[zo + i] = condition[co + i] != 0 ? left[xo + i * xs] : right[yo + i * ys];
    }
  }

  private static void selectNumber(
      float[] condition, int co, float number, float[] right, int yo, float[] to, int zo, int last) {
    FloatVector left = FloatVector.broadcast(S, number);
    for (int i = 0; i < last; i += LANES) {
      FloatVector.fromArray(S, right, yo + i).blend(left, holds(condition, co + i)).intoArray(to, zo + i);
    }
  }

  private static void selectElse(
      float[] condition, int co, float[] left, int xo, float number, float[] to, int zo, int last) {
    FloatVector right = FloatVector.broadcast(S, number);
    for (int i = 0; i < last; i += LANES) {
      right.blend(FloatVector.fromArray(S, left, xo + i), holds(condition, co + i)).intoArray(to, zo + i);
    }
  }

  private static VectorMask<Float> holds(float[] condition, int at) {
    return FloatVector.fromArray(S, condition, at).compare(NE, ZERO);
  }

  @Override
  public void gateOfSum(Object x, int xo, Object y, int yo, Object g, int go, Object z, int zo, int n) {
    float[] left = (float[]) x;
    float[] right = (float[]) y;
    float[] gate = (float[]) g;
    float[] to = (float[]) z;
    int i = 0;
    for (; i + LANES <= n; i += LANES) {
      FloatVector sum = FloatVector.fromArray(S, left, xo + i).add(FloatVector.fromArray(S, right, yo + i));
      ZERO.blend(sum, FloatVector.fromArray(S, gate, go + i).compare(GT, ZERO)).intoArray(to, zo + i);
    }
    for (; i < n; i++) {
      to[zo + i] = gate[go + i] > 0 ? left[xo + i] + right[yo + i] : 0;
    }
  }

  @Override
  public int argmax(Object x, int xo, int xs, int n) {
    float[] from = (float[]) x;
    int best = 0;
    for (int i = 1; i < n; i++) {
      float candidate = from[xo + i * xs];
      float largest = from[xo + best * xs];
      if (candidate > largest || Float.isNaN(candidate) && !Float.isNaN(largest)) {
        best = i;
      }
    }
    return best;
  }

  @Override
  public void prepareLargest(Object places) {
    Arrays.fill((float[]) places, -1);
  }

  @Override
  public void keepLargest(Object x, int xo, int place, Object best, Object places, int at, int n) {
    float[] from = (float[]) x;
    float[] largest = (float[]) best;
    float[] to = (float[]) places;
    FloatVector here = FloatVector.broadcast(S, place);
    int i = 0;
    for (; i + LANES <= n; i += LANES) {
      FloatVector candidate = FloatVector.fromArray(S, from, xo + i);
      FloatVector kept = FloatVector.fromArray(S, largest, at + i);
      FloatVector known = FloatVector.fromArray(S, to, at + i);
      var wins = candidate.compare(GT, kept).or(known.compare(LT, ZERO))
          .or(candidate.compare(NE, candidate).and(kept.compare(EQ, kept)));
      kept.blend(candidate, wins).intoArray(largest, at + i);
      known.blend(here, wins).intoArray(to, at + i);
    }
    for (; i < n; i++) {
      float candidate = from[xo + i];
      float kept = largest[at + i];
      if (candidate > kept || to[at + i] < 0 || Float.isNaN(candidate) && !Float.isNaN(kept)) {
        largest[at + i] = candidate;
        to[at + i] = place;
      }
    }
  }

  @Override
  public void pick(Object x, int xo, Object places, int po, int place, Object y, int yo, int n) {
    float[] from = (float[]) x;
    float[] chosen = (float[]) places;
    float[] to = (float[]) y;
    FloatVector here = FloatVector.broadcast(S, place);
    int i = 0;
    for (; i + LANES <= n; i += LANES) {
      var mine = FloatVector.fromArray(S, chosen, po + i).compare(EQ, here);
      FloatVector.fromArray(S, to, yo + i).blend(FloatVector.fromArray(S, from, xo + i), mine).intoArray(to, yo + i);
    }
    for (; i < n; i++) {
      if (chosen[po + i] == place) {
        to[yo + i] = from[xo + i];
      }
    }
  }

  @Override
  public void addPicked(Object x, int xo, Object places, int po, int place, Object y, int yo, int n) {
    float[] from = (float[]) x;
    float[] chosen = (float[]) places;
    float[] to = (float[]) y;
    FloatVector here = FloatVector.broadcast(S, place);
    int i = 0;
    for (; i + LANES <= n; i += LANES) {
      var mine = FloatVector.fromArray(S, chosen, po + i).compare(EQ, here);
      FloatVector sum = FloatVector.fromArray(S, to, yo + i);
      sum.blend(sum.add(FloatVector.fromArray(S, from, xo + i)), mine).intoArray(to, yo + i);
    }
    for (; i < n; i++) {
      if (chosen[po + i] == place) {
        to[yo + i] += from[xo + i];
      }
    }
  }
}

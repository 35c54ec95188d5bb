package dev.jacobean.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.ValueAndGradient;
import dev.jacobean.autodiff.Workspace;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.DType;
import dev.jacobean.autodiff.array.cuda.Cuda;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Networks train, and are linearised, on the device as on plain loops. Without a device (`-Dgpu=true`), on the
/// stand-in that the tests of `autodiff` have compiled.
@Tag("gpu")
class DeviceTest {
  private static final int IMAGES = 5;
  private static final int SIDE = 8;
  private static final int CLASSES = 4;
  private static final int STEPS = 4;

  @BeforeAll
  static void use() throws IOException {
    if (!Boolean.getBoolean("gpu")) {
      Path standIn = Path.of("../autodiff/target/stand-in").toAbsolutePath().normalize();
      Path library = standIn.resolve("libstandin.so");
      Assumptions.assumeTrue(Files.exists(library), "no stand-in for a device: the tests of autodiff compile one, with g++");
      List.of("driver", "cublas", "nvrtc").forEach(name -> System.setProperty("jacobean.cuda." + name, library.toString()));
      // Compiled kernels, by what they were compiled with, as there.
      String compiler = Files.readString(standIn.resolve("device.h")) + Files.readString(standIn.resolve("standin.cpp"));
      System.setProperty("jacobean.cuda.cache", standIn.resolve("cubin-" + compiler.hashCode()).toString());
    }
    assertThat(Cuda.availability().usable()).as(Cuda.availability().sentence()).isTrue();
  }

  /// The same network and images everywhere.
  private static Sequential network(Backend backend) {
    Builder builder = new Builder(Backends.reference(DType.F64), new Random(1), Initializer.heNormal(1));
    return moved(Vgg.of(builder, SIDE, CLASSES, 4, Vgg.POOL, 6, 6, Vgg.POOL), backend);
  }

  private static <P> P moved(P tree, Backend backend) {
    return Tree.map(leaf -> leaf.to(backend), tree);
  }

  private static Tensor images(Backend backend) {
    return Tensor.normal(Backends.reference(DType.F64), new Random(2), IMAGES, SIDE, SIDE, 3).to(backend);
  }

  private static Tensor loss(Tensor output) {
    return Loss.crossEntropy(output, 0, 1, 2, 3, 1);
  }

  private static Sequential trained(Backend backend) {
    Tensor x = images(backend);
    Workspace memory = new Workspace();
    Sequential w = network(backend);
    for (int i = 0; i < STEPS; i++) {
      w = memory.next(w, at -> Tree.plusTimes(at, -0.1, Autodiff.gradient(net -> loss(net.apply(x)), at)));
    }
    return w;
  }

  @ParameterizedTest
  @EnumSource
  void trainingGivesTheSameNetwork(DType dtype) {
    close(dtype, Tree.leaves(trained(Backends.cuda(dtype))), Tree.leaves(trained(Backends.reference(DType.F64))));
  }

  @ParameterizedTest
  @EnumSource
  void gradientsAreClippedAndStatesWatchedThere(DType dtype) {
    Tensor gradient = Tensor.normal(Backends.cuda(dtype), new Random(3), 100);
    assertThat(Gradients.clipped(gradient, 1e3).toDoubles()).isEqualTo(gradient.toDoubles());
    double large = dtype == DType.F32 ? 1e30 : 1e200;
    close(dtype, List.of(Gradients.clipped(gradient.times(large), 1)),
        List.of(Gradients.clipped(gradient.to(Backends.reference(DType.F64)), 1)));
    Trainer.Step<Optimizer.State<Tensor>, Long> step = (state, batch, number) ->
        new Trainer.Stepped<>(Optimizer.adam().next(state, number < 2 ? gradient : gradient.dividedBy(0), 1),
            Score.of(0, 0, 1));
    try (var training = Trainer.of(step, number -> number, 9).start(Optimizer.adam().start(gradient))) {
      assertThatThrownBy(training::finish).isInstanceOfSatisfying(DivergenceException.class, e -> {
        assertThat(e.step()).isEqualTo(2);
        assertThat(e.place()).isEqualTo("parameters");
      });
    }
  }

  @ParameterizedTest
  @EnumSource
  void theTangentModelHasTheSameGradient(DType dtype) {
    close(dtype, tangent(Backends.cuda(dtype)), tangent(Backends.reference(DType.F64)));
  }

  private static List<Tensor> tangent(Backend backend) {
    Sequential origin = network(backend);
    TangentModel<Sequential> model = TangentModel.centred(Sequential::apply, origin);
    ValueAndGradient<Sequential> found = model.valueAndGradient(DeviceTest::loss, Tree.times(0.01, origin), images(backend));
    return Tree.leaves(List.of(found.value(), found.gradient()));
  }

  @ParameterizedTest
  @EnumSource
  void theTangentKernelIsTheSame(DType dtype) {
    close(dtype, List.of(TangentKernel.of(network(Backends.cuda(dtype))).matrix(images(Backends.cuda(dtype)))),
        List.of(TangentKernel.of(network(Backends.reference(DType.F64))).matrix(images(Backends.reference(DType.F64)))));
  }

  /// Sums of some hundred terms, each rounded to 2⁻⁵³ or 2⁻²⁴ of its size, one behind the other in a few layers and
  /// steps; measured against the largest number.
  private static void close(DType dtype, List<Tensor> found, List<Tensor> expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int leaf = 0; leaf < found.size(); leaf++) {
      double[] a = found.get(leaf).toDoubles();
      double[] e = expected.get(leaf).toDoubles();
      assertThat(a).hasSameSizeAs(e);
      double largest = 1;
      for (double value : e) {
        largest = Math.max(largest, Math.abs(value));
      }
      for (int i = 0; i < a.length; i++) {
        assertThat(Math.abs(a[i] - e[i]) / largest).as("number %d of leaf %d: %s against %s", i, leaf, a[i], e[i])
            .isLessThan(dtype == DType.F32 ? 1e-4 : 1e-12);
      }
    }
  }
}

package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.nn.data.Cifar10;
import dev.jacobean.nn.data.DataFolder;
import dev.jacobean.nn.data.DataSet;
import dev.jacobean.nn.data.Normalisation;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelSpectrumTest {
  @TempDir Path nowhere;

  @Test
  void tilesDoNotChangeTheSpectrumAndProgressAddsUp() {
    double[] whole = run(new KernelSpectrum.Settings(2, 6, 1, 6));
    double[] parts = run(new KernelSpectrum.Settings(2, 6, 1, 4));
    assertThat(whole).hasSize(60);
    for (int i = 0; i < whole.length; i++) {
      assertThat(Math.abs(parts[i] - whole[i])).isLessThan(1e-5 * whole[0]); // rounding in F32
    }
  }

  private double[] run(KernelSpectrum.Settings settings) {
    long[] steps = {0};
    Job job = new KernelSpectrum.Eigenvalues(1, settings, KernelSpectrum.Look.CIFAR, DataFolder.of(nowhere));
    double[] values = job.run(n -> steps[0] += n).series("eigenvalues");
    assertThat(steps[0]).isEqualTo(job.work());
    return values;
  }

  @Test
  void quickNeedsNoDataAndTheOthersSaySo() {
    KernelSpectrum experiment = new KernelSpectrum();
    assertThat(experiment.study(new Request(Preset.QUICK, 0, nowhere)).jobs()).hasSize(2);
    Assumptions.assumeFalse(DataFolder.find(Optional.empty()).has(DataSet.CIFAR10));
    assertThatThrownBy(() -> experiment.study(new Request(Preset.PAPER, 0, nowhere))).isInstanceOf(Refusal.class)
        .hasMessageStartingWith("CIFAR-10 is not in " + nowhere);
  }

  @Test
  void theShippedImagesAreTheOfficialOnes() {
    DataFolder folder = DataFolder.find(Optional.empty());
    Assumptions.assumeTrue(folder.has(DataSet.CIFAR10));
    int[] first = new int[FirstImages.COUNT];
    Arrays.setAll(first, i -> i);
    var official = Cifar10.train(folder, FirstImages.COUNT).examples(Backends.f32(), Normalisation.CIFAR10)
        .pick(Seeds.stream(0, 0, "none"), first);
    Tensor shipped = FirstImages.shipped(Backends.f32(), FirstImages.COUNT);
    assertThat(shipped.toDoubles()).isEqualTo(official.inputs().toDoubles());
    assertThat(FirstImages.labels(FirstImages.COUNT)).isEqualTo(official.labels());
  }

  @Test
  void claimsHoldOfThePublishedSpectraAndFailOfOneWithoutOutliers() {
    KernelSpectrum.Settings settings = KernelSpectrum.settings(Preset.PAPER);
    assertThat(claims(settings, 0.063 * 10, 0.0199 * 10)).allMatch(Claim::holds);
    List<String> failing = claims(settings, 6, 6).stream().filter(claim -> !claim.holds()).map(Claim::id).toList();
    assertThat(failing).contains("cifar-gap", "noise-gap", "cifar-outliers");
  }

  /// Ten outliers falling to a half, then a tail like 1/i.
  private static List<Claim> claims(KernelSpectrum.Settings settings, double cifar, double noise) {
    return new SpectrumStudy(Preset.PAPER, settings, List.of())
        .conclude(List.of(spectrum(cifar), spectrum(noise))).claims();
  }

  private static Result spectrum(double tail) {
    double[] values = new double[4950];
    Arrays.setAll(values, i -> 7 * (i < 10 ? 1 - 0.05 * i : tail / i));
    return Result.empty().with("eigenvalues", values);
  }
}

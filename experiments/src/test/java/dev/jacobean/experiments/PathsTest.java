package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PathsTest {
  private static final double[][] TIPS = Trajectories.TIPS;

  /// A film of two looks at neurons that end at the given multiples of the teacher's.
  private static Paths ending(double... lengths) {
    double[] x = new double[6];
    double[] y = new double[6];
    for (int j = 0; j < 3; j++) {
      x[j] = 0.01 * TIPS[j][0];
      y[j] = 0.01 * TIPS[j][1];
      x[3 + j] = lengths[j] * TIPS[j][0];
      y[3 + j] = lengths[j] * TIPS[j][1];
    }
    return new Paths(new double[] {0, 9}, new double[] {1, 0.5}, new double[][] {x, y}, Trajectories.SIGNS.clone());
  }

  @Test
  void neuronsOnTheTeachersHaveNoAngleAndTheirMass() {
    Paths paths = ending(1, 1, 0.8);
    assertThat(paths.loss()).isEqualTo(0.5);
    assertThat(paths.worstAngle()).isCloseTo(0, within(1e-6));
    assertThat(paths.worstMass()).isCloseTo(0.2, within(2e-3)); // the published tips are that near to length 1
    assertThat(paths.farthest()).isCloseTo(99, within(0.1));
    assertThat(paths.typical()).isCloseTo(99, within(0.1));
  }

  @Test
  void aNeuronOfTheWrongSignIsFarFromEveryTeacher() {
    Paths right = ending(1, 1, 1);
    Paths wrong = new Paths(right.steps(), right.losses(), right.positions(), new double[] {1, 1, 1});
    // The negative teacher points 63 degrees away from the nearest positive one.
    assertThat(wrong.worstAngle()).isCloseTo(63.4, within(0.5));
  }

  @Test
  void shortNeuronsHaveNoSayAboutDirections() {
    Paths right = ending(1, 0.05, 1);
    assertThat(new Paths(right.steps(), right.losses(), right.positions(), new double[] {1, 1, 1}).worstAngle())
        .isCloseTo(0, within(1e-6));
  }

  @Test
  void whatIsGainedNearTheTeacherIsGathered() {
    assertThat(ending(1, 1, 1).gathered(15)).isEqualTo(1);
    Paths right = ending(1, 1, 0.51);
    // The second neuron, of the wrong sign now, is 63 degrees away; it gained 0.99 as the first did, the third 0.5.
    Paths wrong = new Paths(right.steps(), right.losses(), right.positions(), new double[] {1, 1, 1});
    assertThat(wrong.gathered(15)).isCloseTo(1.49 / 2.48, within(2e-3)); // the tips are that near to length 1
    assertThat(wrong.gathered(64)).isEqualTo(1);
    // What became shorter gained nothing.
    assertThat(ending(1, 1, 0.001).gathered(15)).isEqualTo(1);
  }
}

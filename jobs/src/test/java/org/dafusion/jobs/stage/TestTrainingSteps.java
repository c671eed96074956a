package org.dafusion.jobs.stage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import sun.reflect.ReflectionFactory;

class TestTrainingSteps {
  @Test
  void aHeartbeatMayAskBeforeItIsReadFromATask() throws ReflectiveOperationException {
    // what deserialization begins with: the constructor of the first class that is not Serializable
    TrainingSteps half =
        (TrainingSteps)
            ReflectionFactory.getReflectionFactory()
                .newConstructorForSerialization(
                    TrainingSteps.class, Object.class.getDeclaredConstructor())
                .newInstance();

    assertThat(half.isZero()).isTrue();
  }

  @Test
  void ofTwoTasksTheOneThatIsFartherWins() {
    TrainingSteps all = new TrainingSteps();
    TrainingSteps other = new TrainingSteps();
    assertThat(all.isZero()).isTrue();

    all.add(new TrainingSteps.Step("a", 3, 3, 0.5, null, false));
    other.add(new TrainingSteps.Step("a", 2, 1, 0.7, null, false));
    all.merge(other);

    assertThat(all.isZero()).isFalse();
    assertThat(all.value().get("a").step()).isEqualTo(3);
  }
}

package org.dafusion.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.dafusion.config.InvalidSettingsException;
import org.dafusion.data.InvalidDatasetException;
import org.junit.jupiter.api.Test;

class TestTimedCheck {
  @Test
  void aCheckThatDoesNotEndIsAFailure() {
    CountDownLatch never = new CountDownLatch(1);

    Finding finding =
        timed(
                () -> {
                  try {
                    never.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                  return Finding.ok("late");
                })
            .make();

    assertThat(finding.line("store"))
        .isEqualTo(
            "  failed   store: no answer within 1 s To do: look for what does not answer;"
                + " doctor.seconds gives it more time");
  }

  @Test
  void whatACheckThrowsIsWhatAJobWouldEndWith() {
    RuntimeException thrown = new InvalidDatasetException("Cannot use\n  it");

    Finding finding =
        timed(
                () -> {
                  throw thrown;
                })
            .make();

    assertThat(finding.problem()).isSameAs(thrown);
    assertThat(finding.line("dataset")).isEqualTo("  failed   dataset: Cannot use it");
  }

  @Test
  void refusesAnUnusableLimit() {
    assertThatThrownBy(() -> new DoctorSettings(0))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("doctor.seconds must be between 1 and 86400, found 0");
  }

  private static TimedCheck timed(Supplier<Finding> finding) {
    return new TimedCheck(
        new Check() {
          @Override
          public String name() {
            return "a check";
          }

          @Override
          public Finding make() {
            return finding.get();
          }
        },
        1);
  }
}

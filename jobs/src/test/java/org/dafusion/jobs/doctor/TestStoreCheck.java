package org.dafusion.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import org.apache.hadoop.conf.Configuration;
import org.dafusion.jobs.doctor.Finding.Level;
import org.junit.jupiter.api.Test;

/** The errors are those that S3A throws, by class and by what their text holds. */
class TestStoreCheck {
  private final Configuration hadoop = new Configuration(false);

  @Test
  void aPlaceThatIsNotThereYetIsAnAnswerToo() {
    BrokenStore.in(hadoop, "nothing", null);

    assertThat(check("broken:///").make()).isEqualTo(Finding.ok("broken:/// answers; found"));
    assertThat(check("broken:///no/such/place").make().level()).isEqualTo(Level.OK);
  }

  @Test
  void tellsAMissingFileSystem() {
    Finding finding = check("s3a://bucket/data").make();

    assertThat(finding.text())
        .isEqualTo(
            "Cannot use s3a://bucket/data because there is no code for it on the class path");
    assertThat(finding.advice()).contains("--packages org.apache.hadoop:hadoop-aws");
  }

  @Test
  void tellsMissingCredentials() {
    assertThat(
            reason(
                new AccessDeniedException(
                    "bucket",
                    null,
                    "org.apache.hadoop.fs.s3a.auth.NoAuthWithAWSException: No AWS Credentials"
                        + " provided")))
        .isEqualTo("there are no credentials for it");
  }

  @Test
  void tellsCredentialsThatAreNotKnown() {
    assertThat(
            reason(
                new AccessDeniedException(
                    "bucket", null, "(Service: Amazon S3; Status Code: 403; InvalidAccessKeyId)")))
        .isEqualTo("it does not know the credentials");
  }

  @Test
  void tellsCredentialsThatDoNotAllowIt() {
    assertThat(reason(new AccessDeniedException("bucket", null, "Status Code: 403; AccessDenied")))
        .isEqualTo("the credentials do not allow it");
  }

  @Test
  void tellsABucketThatIsNotThere() {
    // exists() answers false where an object is missing, not where its bucket is
    assertThat(reason(new IOException("Bucket does not exist (NoSuchBucket)")))
        .isEqualTo("there is no such bucket");
    assertThat(reason(new IOException(new FileNotFoundException("Bucket x does not exist"))))
        .isEqualTo("there is no such bucket");
  }

  @Test
  void tellsAHostThatCannotBeReached() {
    assertThat(reason(new IOException("x", new UnknownHostException("endpoint"))))
        .isEqualTo("its host cannot be reached");
  }

  @Test
  void tellsAnotherErrorInItsOwnWords() {
    assertThat(reason(new IOException("out of order"))).isEqualTo("out of order");
  }

  @Test
  void neverTellsAPasswordOfTheAddress() {
    String place = "broken://key:secret@host/place";
    BrokenStore.in(hadoop, BrokenStore.LOOK, new IOException("no " + place));

    assertThat(check(place).make().line("store"))
        .startsWith(
            "  failed   store: Cannot use broken://***@host/place because no"
                + " broken://***@host/place")
        .doesNotContain("secret");
  }

  private String reason(IOException error) {
    BrokenStore.in(hadoop, BrokenStore.LOOK, error);
    Finding finding = check("broken:///place").make();
    assertThat(finding.level()).isEqualTo(Level.FAILED);
    assertThat(finding.problem()).isInstanceOf(UnusableClusterException.class);
    assertThat(finding.advice()).isNotEmpty();
    return finding.text().replace("Cannot use broken:///place because ", "");
  }

  private StoreCheck check(String place) {
    return new StoreCheck("dataset.path", place, hadoop);
  }
}

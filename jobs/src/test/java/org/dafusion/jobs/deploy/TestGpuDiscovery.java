package org.dafusion.jobs.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.resource.ResourceInformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code discover-gpus.sh} beside a stand-in for {@code nvidia-smi}. */
class TestGpuDiscovery {
  private static final Path SCRIPT = DeployFiles.DEPLOY.resolve("gpu/discover-gpus.sh");

  @TempDir private Path bin;

  @Test
  void oneGpuIsTheAddressNought() throws Exception {
    nvidiaSmi("echo '0, Disabled'");

    assertThat(addresses(Map.of())).containsExactly("0");
  }

  @Test
  void twoGpusAreTwoAddresses() throws Exception {
    nvidiaSmi("echo '0, [N/A]'; echo '1, [N/A]'");

    assertThat(addresses(Map.of())).containsExactly("0", "1");
  }

  @Test
  void asksForNumbersAndTheMigMode() throws Exception {
    nvidiaSmi("[[ \"$*\" == '--query-gpu=index,mig.mode.current --format=csv,noheader' ]]");

    assertThat(addresses(Map.of())).isEmpty();
  }

  @Test
  void noGpuIsNoAddress() throws Exception {
    nvidiaSmi("true");

    assertThat(addresses(Map.of())).isEmpty();
  }

  @Test
  void aFailureIsToldInNvidiasWords() throws Exception {
    nvidiaSmi("echo 'NVIDIA-SMI has failed because of the driver.'; echo more; exit 9");

    Finished run = run(Map.of());

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.error())
        .isEqualTo(
            "discover-gpus: nvidia-smi failed: NVIDIA-SMI has failed because of the driver.\n");
  }

  @Test
  void aMachineWithoutTheDriverIsTold() throws Exception {
    Finished run = run(Map.of("PATH", bin.toString()));

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.error()).startsWith("discover-gpus: nvidia-smi is not on the PATH");
  }

  @Test
  void aNameInPlaceOfANumberIsRefused() throws Exception {
    nvidiaSmi("echo 'MIG-GPU-5c89/1/0, Enabled'");

    Finished run = run(Map.of());

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.error())
        .contains(
            "nvidia-smi names the GPU MIG-GPU-5c89/1/0, but libtorch knows devices by number");
  }

  @Test
  void aGpuCutIntoSlicesIsRefused() throws Exception {
    nvidiaSmi("echo '0, Disabled'; echo '1, Enabled'");

    assertThat(run(Map.of()).error()).contains("GPU 1 is cut into MIG slices");
  }

  @Test
  void visibleDevicesAreCountedAnew() throws Exception {
    nvidiaSmi("echo '0, Disabled'; echo '1, Disabled'; echo '2, Disabled'; echo '3, Disabled'");

    assertThat(addresses(Map.of("CUDA_VISIBLE_DEVICES", "2,3"))).containsExactly("0", "1");
    assertThat(addresses(Map.of("CUDA_VISIBLE_DEVICES", ""))).isEmpty();
    assertThat(addresses(Map.of("CUDA_VISIBLE_DEVICES", "-1"))).isEmpty();
  }

  @Test
  void oneSliceIsADeviceAndSeveralAreRefused() throws Exception {
    nvidiaSmi("echo '0, Enabled'");

    assertThat(addresses(Map.of("CUDA_VISIBLE_DEVICES", "MIG-5c89"))).containsExactly("0");
    Finished several = run(Map.of("CUDA_VISIBLE_DEVICES", "MIG-5c89,MIG-77aa"));
    assertThat(several.code()).isEqualTo(1);
    assertThat(several.error())
        .contains("CUDA_VISIBLE_DEVICES = MIG-5c89,MIG-77aa names several devices")
        .contains("one slice alone");
  }

  /** As Spark parses what the script prints. */
  private String[] addresses(Map<String, String> environment) throws Exception {
    Finished run = run(environment);
    assertThat(run.code()).as(run.error()).isZero();
    ResourceInformation parsed = ResourceInformation.parseJson(run.out());
    assertThat(parsed.name()).isEqualTo("gpu");
    return parsed.addresses();
  }

  private void nvidiaSmi(String body) throws IOException {
    Path script = bin.resolve("nvidia-smi");
    Files.writeString(script, "#!/usr/bin/env bash\n" + body + "\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
  }

  private Finished run(Map<String, String> environment) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("/bin/bash", SCRIPT.toString());
    builder.environment().remove("CUDA_VISIBLE_DEVICES");
    builder.environment().put("PATH", bin + ":/usr/bin:/bin");
    builder.environment().putAll(environment);
    Path error = bin.resolve("stderr");
    Process process = builder.redirectError(error.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Finished(process.waitFor(), out, Files.readString(error));
  }

  private record Finished(int code, String out, String error) {}
}

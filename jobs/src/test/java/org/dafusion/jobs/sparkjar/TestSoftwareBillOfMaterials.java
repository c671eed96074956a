package org.dafusion.jobs.sparkjar;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The list of what is in the jar, in the format of CycloneDX. */
class TestSoftwareBillOfMaterials {
  private static Config bill;
  private static List<? extends Config> components;

  @BeforeAll
  static void read() {
    ConfigParseOptions json = ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON);
    bill = ConfigFactory.parseFile(SparkJar.sbom().toFile(), json);
    components = bill.getConfigList("components");
  }

  @Test
  void isAboutTheJobs() {
    assertThat(bill.getString("bomFormat")).isEqualTo("CycloneDX");
    assertThat(bill.getString("metadata.component.name")).isEqualTo("dafusion-jobs");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pkg:maven/ai.djl/api@",
        "pkg:maven/ai.djl.pytorch/pytorch-engine@",
        "pkg:maven/ai.djl.pytorch/pytorch-jni@",
        "pkg:maven/ai.djl.huggingface/tokenizers@",
        "pkg:maven/net.java.dev.jna/jna@",
        "pkg:maven/com.google.code.gson/gson@",
        "pkg:maven/org.apache.commons/commons-compress@",
        "pkg:maven/com.twelvemonkeys.imageio/imageio-jpeg@"
      })
  void namesWhatTheJarNeeds(String beginning) {
    assertThat(components)
        .filteredOn(component -> component.getString("purl").startsWith(beginning))
        .singleElement()
        .satisfies(component -> assertThat(component.getString("scope")).isEqualTo("required"));
  }

  @Test
  void namesLibtorchWhereTheJarHoldsItAndOnlyThere() {
    boolean inJar = SparkJar.entries().contains("native/lib/pytorch.properties");

    assertThat(components.stream().map(c -> c.getString("purl")).toList())
        .filteredOn(url -> url.contains("/pytorch-native-"))
        .hasSize(inJar ? 1 : 0)
        .allMatch(url -> url.contains("classifier=linux-x86_64"));
  }

  @Test
  void namesNothingThatTheClusterBringsNorWhatTestsNeed() {
    assertThat(components.stream().map(c -> c.getString("group")).toList())
        .noneMatch(group -> group.matches("org\\.apache\\.(spark|hadoop|parquet|logging).*"))
        .noneMatch(group -> group.matches("org\\.(slf4j|scala-lang|junit|assertj|jsoup).*"))
        .noneMatch(group -> group.startsWith("com.tngtech"));
  }

  @Test
  void tellsTheDigestOfEachComponent() {
    assertThat(components)
        .filteredOn(component -> !component.getString("group").equals("org.dafusion"))
        .isNotEmpty()
        .allSatisfy(
            component ->
                assertThat(component.getConfigList("hashes"))
                    .anySatisfy(hash -> assertThat(hash.getString("alg")).isEqualTo("SHA-256")));
  }
}

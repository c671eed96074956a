package org.dafusion.jobs.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.dafusion.data.InvalidDatasetException;
import org.junit.jupiter.api.Test;

class TestClassLabels {
  @Test
  void aFooterOrACardMayNameNoClasses() {
    assertThat(ClassLabels.ofFooter("f", null, "label")).isNull();
    assertThat(ClassLabels.ofFooter("f", "{\"info\": {\"features\": {}}}", "label")).isNull();
    assertThat(
            ClassLabels.ofFooter(
                "f", "{\"info\": {\"features\": {\"label\": {\"dtype\": \"int64\"}}}}", "label"))
        .isNull();
    assertThat(ClassLabels.ofCard("c", "# Pets\n\n---\nlicense: mit\n---\n", "label")).isNull();
    assertThat(ClassLabels.ofCard("c", "---\nlicense: mit\n---\n# Pets\n", "label")).isNull();
    assertThat(ClassLabels.ofCard("c", "", "label")).isNull();
  }

  @Test
  void aCardOfOneConfigurationOrOfSeveralThatAgree() {
    assertThat(ClassLabels.ofCard("c", head(info("", "[cat, dog]")), "label"))
        .containsExactly("cat", "dog");
    assertThat(
            ClassLabels.ofCard(
                "c", head(info("- ", "[cat, dog]") + info("- ", "{1: dog, 0: cat}")), "label"))
        .containsExactly("cat", "dog");
    assertThat(ClassLabels.ofCard("c", head(info("", "[cat, dog]")), "species")).isNull();
  }

  @Test
  void configurationsThatDisagreeAreRefused() {
    assertRefused(
        "its configurations name different classes for the column label: [[cat, dog], [dog, cat]]",
        head(info("- ", "[cat, dog]") + info("- ", "[dog, cat]")));
  }

  @Test
  void aHeadThatCannotBeReadIsRefused() {
    assertRefused("its head cannot be read: while scanning", "---\nname: \"pets\n---\n");
    assertRefused(
        "its head cannot be read: For input string: \"first\"", head(info("", "{first: cat}")));
    assertThatThrownBy(() -> ClassLabels.ofFooter("f", "{\"info\"", "label"))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessageStartingWith("Cannot use f because its key huggingface is not JSON: ");
  }

  private static String head(String infos) {
    return "---\r\ndataset_info:\n" + infos + "---\n# Pets\n";
  }

  private static String info(String item, String names) {
    return """
        %sfeatures:
          - name: label
            dtype: {class_label: {names: %s}}
        """
        .formatted(item, names)
        .indent(2);
  }

  private static void assertRefused(String reason, String card) {
    assertThatThrownBy(() -> ClassLabels.ofCard("c", card, "label"))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessageStartingWith("Cannot use c because " + reason);
  }
}

package org.dafusion.metrics;

import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.dafusion.config.Rules;

/**
 * Which datasets hold concepts that a diffusion model has seen often, in detail or never (paper,
 * section 6 and Figure 6). Names of datasets are compared by their letters and digits alone,
 * without regard to case, so that {@code pascal-voc} and {@code Pascal VOC} are one.
 *
 * @param common such as COCO, Pascal VOC and Caltech101
 * @param fineGrain such as Flowers102, FGVC Aircraft and Stanford Cars
 * @param novel such as Leafy Spurge
 */
public record DatasetBins(List<String> common, List<String> fineGrain, List<String> novel) {
  public DatasetBins {
    common = List.copyOf(common);
    fineGrain = List.copyOf(fineGrain);
    novel = List.copyOf(novel);
    Rules.of("report.bins")
        .that("fine-grain", apart(fineGrain, common), "hold no dataset of common", fineGrain)
        .that(
            "novel",
            apart(novel, common) && apart(novel, fineGrain),
            "hold no dataset of common or fine-grain",
            novel)
        .verify();
  }

  /** Reads the block {@code report.bins}. */
  public static DatasetBins from(Config config) {
    return new DatasetBins(
        config.getStringList("common"),
        config.getStringList("fine-grain"),
        config.getStringList("novel"));
  }

  /**
   * The datasets of each bin that has any, by the bin's name in the paper's order, and under an
   * empty name those that are in none.
   */
  public Map<String, List<String>> of(Collection<String> datasets) {
    Map<String, List<String>> bins = new LinkedHashMap<>();
    List.of("common", "fine-grain", "novel", "").forEach(bin -> bins.put(bin, new ArrayList<>()));
    datasets.forEach(dataset -> bins.get(bin(dataset)).add(dataset));
    bins.values().removeIf(List::isEmpty);
    return bins;
  }

  private String bin(String dataset) {
    if (plain(common).contains(plain(dataset))) {
      return "common";
    } else if (plain(fineGrain).contains(plain(dataset))) {
      return "fine-grain";
    }
    return plain(novel).contains(plain(dataset)) ? "novel" : "";
  }

  private static boolean apart(List<String> some, List<String> others) {
    return some.stream().noneMatch(name -> plain(others).contains(plain(name)));
  }

  private static Set<String> plain(List<String> names) {
    Set<String> plain = new TreeSet<>();
    names.forEach(name -> plain.add(plain(name)));
    return plain;
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
  }
}

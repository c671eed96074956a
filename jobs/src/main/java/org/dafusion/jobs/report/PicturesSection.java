package org.dafusion.jobs.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.dafusion.jobs.table.ExamplesTable;
import org.dafusion.report.Block;
import org.dafusion.report.DataUri;
import org.dafusion.report.Section;
import org.dafusion.report.Sheet;
import org.dafusion.report.Text;

/** A contact sheet for each class: sources, and what each method made from them. */
final class PicturesSection {
  private static final String ID = "pictures";
  private static final String TITLE = "Pictures";

  private final WorkspaceTables tables;
  private final ShownPictures shown;
  private final ReportSettings settings;

  private PicturesSection(WorkspaceTables tables, ShownPictures shown, ReportSettings settings) {
    this.tables = tables;
    this.shown = shown;
    this.settings = settings;
  }

  /**
   * The section.
   *
   * @param draw that trials learned from; null where that is not known
   */
  static Section of(WorkspaceTables tables, ShownDraw draw, ReportSettings settings) {
    ShownPictures shown = ShownPictures.of(tables, draw);
    return shown == null
        ? new Section(ID, TITLE, "No synthetic pictures have been made yet.", List.of())
        : new PicturesSection(tables, shown, settings).section();
  }

  private Section section() {
    Map<String, List<Row>> byClass =
        shown.sources(settings.sourcesPerClass()).stream()
            .collect(
                Collectors.groupingBy(
                    row -> row.<String>getAs("class"), LinkedHashMap::new, Collectors.toList()));
    List<String> classes = byClass.keySet().stream().limit(settings.classes()).toList();
    List<Row> sources = classes.stream().flatMap(name -> byClass.get(name).stream()).toList();
    Map<String, List<Row>> pictures =
        shown
            .of(
                sources.stream().map(row -> row.<String>getAs("source_id")).toList(),
                settings.picturesPerSource())
            .stream()
            .collect(Collectors.groupingBy(row -> row.<String>getAs("source_id")));
    Map<String, String> made = made(pictures.values().stream().flatMap(List::stream).toList());
    Map<String, String> originals = originals(pictures);
    List<Block> blocks = new ArrayList<>();
    for (String name : classes) {
      blocks.add(sheet(name, byClass.get(name), pictures, made, originals));
    }
    if (byClass.size() > classes.size()) {
      blocks.add(
          new Text(
              "%s left out: report.classes asks for %d."
                  .formatted(
                      Numbers.count(byClass.size() - classes.size(), "more sheet"),
                      settings.classes())));
    }
    return new Section(ID, TITLE, lead(), blocks);
  }

  private String lead() {
    return "A sheet for each class: at the left a source, behind it what each method made from it, ordered by intensity. Below each picture stand its intensity, its prompt and its seed. %s%s."
        .formatted(
            choice(),
            shown.runs().entrySet().stream()
                .map(entry -> "%s is run %s".formatted(entry.getKey(), entry.getValue().run()))
                .collect(Collectors.joining("; ")));
  }

  private String choice() {
    ShownDraw draw = shown.draw();
    if (draw == null || !draw.isOneOfSeveral()) {
      return "";
    }
    String absent = String.join(", ", shown.absent());
    return "Of %d draws of images, the largest with the lowest seed is shown. %s"
        .formatted(
            draw.draws(),
            absent.isEmpty() ? "" : "No trial of it has pictures of %s. ".formatted(absent));
  }

  private String title(String className) {
    return shown.draw() == null
        ? className
        : className + ", " + ShownDraw.inWords(shown.draw().split());
  }

  private Sheet sheet(
      String className,
      List<Row> sources,
      Map<String, List<Row>> pictures,
      Map<String, String> made,
      Map<String, String> originals) {
    List<Sheet.Line> lines = new ArrayList<>();
    boolean cut = false;
    for (Row source : sources) {
      String id = source.getAs("source_id");
      List<Row> own = pictures.getOrDefault(id, List.of());
      cut |=
          own.stream().anyMatch(row -> row.<Long>getAs("pictures") > settings.picturesPerSource());
      lines.add(
          new Sheet.Line(
              new Sheet.Tile(
                  originals.get(id), "source " + id + ", " + className, "source", List.of(id)),
              strips(own, className, made)));
    }
    long all = sources.get(0).getAs("sources");
    String note =
        all > sources.size() ? "%d of %d sources are shown.".formatted(sources.size(), all) : "";
    return new Sheet(
        title(className),
        cut
            ? "%s Of each source and method the first %d pictures are shown."
                .formatted(note, settings.picturesPerSource())
                .strip()
            : note,
        lines);
  }

  private List<Sheet.Strip> strips(List<Row> pictures, String className, Map<String, String> made) {
    Map<String, List<Sheet.Tile>> strips = new LinkedHashMap<>();
    shown.runs().keySet().forEach(method -> strips.put(method, new ArrayList<>()));
    for (Row row : pictures) {
      strips.get(row.<String>getAs("augmentation")).add(tile(row, className, made.get(key(row))));
    }
    return strips.entrySet().stream()
        .filter(strip -> !strip.getValue().isEmpty())
        .map(strip -> new Sheet.Strip(strip.getKey(), strip.getValue()))
        .toList();
  }

  private static Sheet.Tile tile(Row row, String className, String image) {
    String intensity = String.format(Locale.ROOT, "%.2f", row.<Double>getAs("intensity"));
    List<String> lines = new ArrayList<>();
    lines.add("\u201c" + row.getAs("prompt") + "\u201d");
    String member = row.getAs("member");
    if (member != null && !member.equals(row.getAs("augmentation"))) {
      lines.add(member.isEmpty() ? "source unchanged" : "by " + member);
    }
    lines.add("seed " + row.getAs("seed"));
    return new Sheet.Tile(
        image, "%s made at intensity %s".formatted(className, intensity), intensity, lines);
  }

  /** The pictures made, by run and id. */
  private Map<String, String> made(List<Row> pictures) {
    List<Row> wanted = new ArrayList<>();
    for (int i = 0; i < pictures.size(); i++) {
      Row row = pictures.get(i);
      wanted.add(Thumbnails.want(row.getAs("id"), row.getAs("run"), i, 0, ""));
    }
    Map<String, String> uris = new HashMap<>();
    uris(shown.rows(), wanted).forEach((line, uri) -> uris.put(key(pictures.get(line)), uri));
    return uris;
  }

  /** The sources by id, each from the examples that its pictures were made from. */
  private Map<String, String> originals(Map<String, List<Row>> pictures) {
    List<String> sources = List.copyOf(pictures.keySet());
    List<Row> wanted = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      String method = pictures.get(sources.get(i)).get(0).getAs("augmentation");
      String run = shown.runs().get(method).inputs().get(ExamplesTable.NAME);
      wanted.add(Thumbnails.want(sources.get(i), run, i, 0, ""));
    }
    Dataset<Row> examples = Thumbnails.withImage(tables.table(ExamplesTable.NAME).read());
    Map<String, String> uris = new HashMap<>();
    uris(examples, wanted).forEach((line, uri) -> uris.put(sources.get(line), uri));
    return uris;
  }

  private Map<Integer, String> uris(Dataset<Row> images, List<Row> wanted) {
    Map<Integer, String> uris = new HashMap<>();
    for (Row row : Thumbnails.of(images, wanted, settings.tile())) {
      uris.put(row.getAs("line"), DataUri.jpeg(Thumbnails.image(row)));
    }
    return uris;
  }

  private static String key(Row picture) {
    return picture.getAs("run") + " " + picture.getAs("id");
  }
}

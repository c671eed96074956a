package org.dafusion.jobs.augment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.SparkSession;
import org.dafusion.diffusion.EditRequest;
import org.dafusion.diffusion.EditResult;
import org.dafusion.diffusion.EditSettings;
import org.dafusion.diffusion.LearnedTokens;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.diffusion.StepObserver;
import org.dafusion.jobs.SparkTest;
import org.dafusion.jobs.cluster.WorkCost;
import org.dafusion.jobs.executor.DeviceChoice;
import org.dafusion.jobs.executor.ExecutorModels;
import org.dafusion.jobs.executor.TaskDevice;
import org.dafusion.jobs.table.RunManifest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Executors with two GPUs each, as Spark sees it, on a machine that needs none. */
class TestPicturesOnSeveralGpus extends SparkTest {

  /** Where all tasks of the application ask for one, and where those that compute ask alone. */
  @ParameterizedTest
  @ValueSource(strings = {"spark.task.resource.gpu.amount", "spark.dafusion.left-out"})
  void everyAddressHasAModelOfItsOwnAndIsCounted(String taskAmount) throws IOException {
    Path script = folder.resolve("discover.sh");
    Files.writeString(script, "#!/bin/sh\necho '{\"name\":\"gpu\",\"addresses\":[\"0\",\"1\"]}'\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    Path seen = Files.createDirectory(folder.resolve("seen"));

    try (SparkSession cluster =
        openCluster(
            2,
            "spark.master",
            "local-cluster[2,2,1024]",
            "spark.worker.resource.gpu.amount",
            "2",
            "spark.worker.resource.gpu.discoveryScript",
            script.toString(),
            "spark.executor.cores",
            "2",
            "spark.executor.resource.gpu.amount",
            "2",
            taskAmount,
            "1",
            // work starts when both executors are there
            "spark.scheduler.minRegisteredResourcesRatio",
            "1.0")) {
      PictureExperiment experiment = new PictureExperiment(cluster, folder);
      experiment.prepare();

      experiment.stage(new Noted(seen.toString()), "executor.device=cpu").run(cluster, line -> {});

      List<Note> notes = Note.in(seen);
      Map<String, Set<String>> modelsByPlace = new HashMap<>();
      Map<String, Set<String>> addressesByModel = new HashMap<>();
      for (Note note : notes) {
        // the number by which libtorch would know the device
        assertThat(note.index).isEqualTo(note.address);
        modelsByPlace
            .computeIfAbsent(note.process + " " + note.address, k -> new HashSet<>())
            .add(note.model);
        addressesByModel
            .computeIfAbsent(note.process + " " + note.model, k -> new HashSet<>())
            .add(note.address);
      }
      assertThat(notes).extracting(Note::address).contains("0", "1");
      assertThat(modelsByPlace.values()).allSatisfy(models -> assertThat(models).hasSize(1));
      assertThat(addressesByModel.values()).allSatisfy(places -> assertThat(places).hasSize(1));
      notes.stream()
          .map(Note::process)
          .distinct()
          .forEach(
              process ->
                  assertThat(mostLoads(notes, process)).isEqualTo(addresses(notes, process)));

      RunManifest run = experiment.table().manifest().runs().get(0);
      assertThat(run.devices()).containsExactly("cpu:0", "cpu:1");
      Map<String, Long> images = WorkCost.from(run.results()).images();
      assertThat(images).containsOnlyKeys("cpu:0", "cpu:1");
      assertThat(images.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(16);
    }
  }

  private static long mostLoads(List<Note> notes, String process) {
    return notes.stream()
        .filter(note -> note.process.equals(process))
        .mapToLong(Note::loads)
        .max()
        .orElseThrow();
  }

  private static long addresses(List<Note> notes, String process) {
    return notes.stream()
        .filter(note -> note.process.equals(process))
        .map(Note::address)
        .distinct()
        .count();
  }

  /** What a task saw. */
  private record Note(String process, String address, String index, String model, long loads) {
    static List<Note> in(Path folder) throws IOException {
      try (Stream<Path> files = Files.list(folder)) {
        return files.map(file -> file.getFileName().toString().split("_")).map(Note::of).toList();
      }
    }

    private static Note of(String[] words) {
      return new Note(words[0], words[1], words[2], words[3], Long.parseLong(words[4]));
    }
  }

  /** Notes in a folder, as the name of a file, where each picture is made. */
  private record Noted(String folder) implements Editing {
    @Override
    public Iterator<EditResult> edit(
        StableDiffusion model,
        EditSettings settings,
        LearnedTokens tokens,
        Iterator<EditRequest> requests,
        StepObserver observer) {
      StepObserver noting =
          new StepObserver() {
            @Override
            public void stepped(String id, int step, double t, float[] noise, float[] sample) {
              note(id, model);
              observer.stepped(id, step, t, noise, sample);
            }
          };
      return DIFFUSION.edit(model, settings, tokens, requests, noting);
    }

    private void note(String id, StableDiffusion model) {
      String name =
          String.join(
              "_",
              String.valueOf(ProcessHandle.current().pid()),
              TaskContext.get().resourcesJMap().get("gpu").addresses()[0],
              String.valueOf(TaskDevice.current(DeviceChoice.CPU).index()),
              String.valueOf(System.identityHashCode(model)),
              String.valueOf(ExecutorModels.loads()),
              id.replaceAll("\\W", "-"));
      try {
        Path file = Path.of(folder, name);
        if (!Files.exists(file)) {
          Files.createFile(file);
        }
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}

"""Loads the DAG with stand-ins for Airflow's classes, and runs its tasks against them.

    python3 -m unittest discover -s deploy/airflow
"""

import importlib.util
import json
import os
import sys
import tempfile
import types
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path
from unittest import mock

HERE = Path(__file__).resolve().parent
DAG_FILE = HERE / "dafusion_dag.py"


class AirflowException(Exception):
    pass


class AirflowFailException(AirflowException):
    pass


class Dag:
    """Keeps what it was made with and the tasks that are made inside it."""

    current = None

    def __init__(self, dag_id, **arguments):
        self.dag_id = dag_id
        self.arguments = arguments
        self.tasks = []

    def __enter__(self):
        Dag.current = self
        return self

    def __exit__(self, *_):
        Dag.current = None


class Operator:
    """Keeps its arguments and what comes after it; ends as it is told."""

    template_fields = ("name", "application_args")
    ends_with = None

    def __init__(self, task_id, **arguments):
        self.task_id = task_id
        self.arguments = arguments
        self.after = []
        Dag.current.tasks.append(self)

    def __rshift__(self, other):
        self.after.append(other.task_id)
        return other

    def execute(self, context):
        context["submitted"] = True
        if self.ends_with is not None:
            raise self.ends_with


class SparkSubmitOperator(Operator):
    pass


class SparkKubernetesOperator(Operator):
    template_fields = ["application_file", "namespace"]


class TaskInstance:
    dag_id = "dafusion"

    def __init__(self, task_id):
        self.task_id = task_id
        self.pushed = {}

    def xcom_push(self, key, value):
        self.pushed[key] = value


def module(name, **members):
    made = types.ModuleType(name)
    made.__dict__.update(members)
    made.__path__ = []
    return made


def stand_ins():
    modules = {
        "airflow": module("airflow", DAG=Dag),
        "airflow.exceptions": module(
            "airflow.exceptions", AirflowException=AirflowException, AirflowFailException=AirflowFailException
        ),
    }
    for name, members in {
        "airflow.providers.apache.spark.operators.spark_submit": {"SparkSubmitOperator": SparkSubmitOperator},
        "airflow.providers.cncf.kubernetes.operators.spark_kubernetes": {
            "SparkKubernetesOperator": SparkKubernetesOperator
        },
    }.items():
        parts = name.split(".")
        for i in range(2, len(parts)):
            modules.setdefault(".".join(parts[:i]), module(".".join(parts[:i])))
        modules[name] = module(name, **members)
    return modules


def load(**environment):
    """The DAG's module, as the scheduler of a machine with these variables loads it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DAFUSION_")}
    kept.update({"DAFUSION_" + name: value for name, value in environment.items()})
    spec = importlib.util.spec_from_file_location("dafusion_dag", DAG_FILE)
    loaded = importlib.util.module_from_spec(spec)
    with mock.patch.dict(os.environ, kept, clear=True), mock.patch.dict(sys.modules, stand_ins()):
        spec.loader.exec_module(loaded)
    return loaded


class TestStructure(unittest.TestCase):
    def test_there_is_a_task_for_each_stage_in_the_order_of_run(self):
        tasks = load().dag.tasks

        self.assertEqual([t.task_id for t in tasks], ["prepare", "invert", "augment", "train", "report"])
        self.assertEqual([t.after for t in tasks], [["invert"], ["augment"], ["train"], ["report"], []])
        self.assertTrue(all(isinstance(t, SparkSubmitOperator) for t in tasks))

    def test_other_stages_are_named_by_the_environment(self):
        tasks = load(STAGES="prepare,benchmark,report").dag.tasks

        self.assertEqual([t.task_id for t in tasks], ["prepare", "benchmark", "report"])

    def test_unknown_and_repeated_stages_are_refused(self):
        for stages in ("prepare,paint", "prepare,prepare"):
            with self.assertRaisesRegex(ValueError, "DAFUSION_STAGES must name .* found " + stages):
                load(STAGES=stages)

    def test_it_is_scheduled_and_no_run_waits_for_the_past(self):
        arguments = load().dag.arguments

        self.assertEqual(arguments["schedule"], "@weekly")
        self.assertIs(arguments["catchup"], False)
        self.assertEqual(arguments["max_active_runs"], 1)
        self.assertEqual(load(SCHEDULE="0 3 * * *").dag.arguments["schedule"], "0 3 * * *")
        self.assertIsNotNone(arguments["start_date"].tzinfo)

    def test_tasks_are_tried_again_and_a_failure_is_told(self):
        loaded = load()
        defaults = loaded.dag.arguments["default_args"]

        self.assertEqual(defaults["retries"], 3)
        self.assertEqual(defaults["retry_delay"], timedelta(minutes=5))
        self.assertIs(defaults["retry_exponential_backoff"], True)
        self.assertGreaterEqual(defaults["execution_timeout"], timedelta(hours=12))
        self.assertIs(defaults["on_failure_callback"], loaded.alert)

    def test_stages_on_gpus_share_a_pool(self):
        pools = {t.task_id: t.arguments["pool"] for t in load(POOL="gpus").dag.tasks}

        self.assertEqual(
            pools,
            {"prepare": "default_pool", "invert": "gpus", "augment": "gpus", "train": "gpus", "report": "default_pool"},
        )

    def test_the_job_gets_its_stage_and_settings(self):
        loaded = load(JAR="/jars/job.jar", WORKSPACE="s3a://bucket/w", CONF="/etc/my.conf")
        augment = loaded.dag.tasks[2].arguments

        self.assertEqual(
            augment["application_args"],
            ["augment", "--conf", "{{ params.conf }}", "workspace={{ params.workspace }}"],
        )
        self.assertEqual(loaded.dag.arguments["params"], {"workspace": "s3a://bucket/w", "conf": "/etc/my.conf"})
        self.assertEqual(augment["application"], "/jars/job.jar")
        self.assertEqual(augment["java_class"], "org.dafusion.jobs.cli.Main")

    def test_on_kubernetes_manifests_take_the_place_of_the_command(self):
        loaded = load(SUBMIT="kubernetes")

        self.assertTrue(all(isinstance(t, SparkKubernetesOperator) for t in loaded.dag.tasks))
        files = [t.arguments["application_file"] for t in loaded.dag.tasks]
        self.assertEqual(files, ["stage-cpu.yaml"] + 3 * ["stage-gpu.yaml"] + ["stage-cpu.yaml"])
        (folder,) = loaded.dag.arguments["template_searchpath"]
        for name in set(files):
            text = (Path(folder) / name).read_text(encoding="utf-8")
            self.assertIn("{{ application_name(dag.dag_id, task.task_id, run_id, ti.try_number) }}", text)
            self.assertIn("{{ params.workspace }}", text)
        self.assertTrue(all(t.arguments["random_name_suffix"] is False for t in loaded.dag.tasks))
        with self.assertRaisesRegex(ValueError, "DAFUSION_SUBMIT must be one of .*, found by-hand"):
            load(SUBMIT="by-hand")

    def test_loading_imports_nothing_heavy(self):
        for heavy in ("fsspec", "pandas", "numpy", "boto3", "kubernetes", "yaml"):
            self.assertNotIn(f"\nimport {heavy}", DAG_FILE.read_text(encoding="utf-8"))
        before = set(sys.modules)
        load()
        self.assertFalse({"fsspec", "requests", "boto3"} & (set(sys.modules) - before))


class TestNames(unittest.TestCase):
    def setUp(self):
        self.loaded = load()

    def test_a_name_is_the_dag_the_stage_the_run_and_the_try(self):
        # printf %s scheduled__2026-01-01 | sha256sum
        self.assertEqual(
            self.loaded.application_name("dafusion", "augment", "scheduled__2026-01-01", 2),
            "dafusion-augment-27c719e0-2",
        )

    def test_no_two_tries_share_one(self):
        names = {
            self.loaded.application_name(dag, stage, run, attempt)
            for dag in ("dafusion", "dafusion_other")
            for stage in ("invert", "augment")
            for run in ("scheduled__2026-01-01", "manual__2026-01-01")
            for attempt in (1, 2, 3)
        }
        self.assertEqual(len(names), 24)

    def test_kubernetes_accepts_them(self):
        for dag in ("dafusion", "My.DAG_of—things", "7_seas", "x" * 200, "_"):
            name = self.loaded.application_name(dag, "benchmark", "manual__2026-01-01T00:00:00+00:00", 12)
            self.assertRegex(name, r"^[a-z][a-z0-9-]{0,47}$")
            self.assertRegex(name, r"-benchmark-[0-9a-f]{8}-12$")

    def test_tasks_are_named_so(self):
        self.assertEqual(
            {t.arguments["name"] for t in self.loaded.dag.tasks},
            {"{{ application_name(dag.dag_id, task.task_id, run_id, ti.try_number) }}"},
        )
        macros = self.loaded.dag.arguments["user_defined_macros"]
        self.assertIs(macros["application_name"], self.loaded.application_name)


class TestResults(unittest.TestCase):
    def setUp(self):
        self.loaded = load(STAGES="prepare,augment,benchmark,report")
        self.tasks = {t.task_id: t for t in self.loaded.dag.tasks}
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.workspace = Path(folder.name)

    def write(self, name, value):
        file = self.workspace / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")

    def manifest(self, *runs):
        self.write(
            "synthetic/manifest.json",
            {
                "table": "synthetic",
                "runs": [
                    {"run": run, "stage": "augment", "counts": counts, "finished": finished.strftime("%Y-%m-%dT%H:%M:%SZ")}
                    for run, counts, finished in runs
                ],
            },
        )

    def execute(self, stage, ends_with=None, workspace=None):
        task = self.tasks[stage]
        task.workspace = workspace or str(self.workspace)
        task.ends_with = ends_with
        instance = TaskInstance(stage)
        self.context = {"ti": instance, "run_id": "manual__1"}
        self.assertIsNone(task.execute(self.context))
        self.assertTrue(self.context["submitted"])
        return instance.pushed["result"]

    def test_runs_of_this_task_are_pushed_with_their_counts(self):
        now = datetime.now(timezone.utc)
        self.manifest(
            ("r0", {"ok": 5}, now - timedelta(days=1)),
            ("r1", {"ok": 90, "refused": 3, "unet-calls": 700}, now + timedelta(seconds=1)),
            ("r2", {"ok": 10}, now + timedelta(seconds=2)),
        )

        self.assertEqual(
            self.execute("augment"),
            {
                "result": f"{self.workspace}/synthetic/manifest.json",
                "table": "synthetic",
                "runs": ["r1", "r2"],
                "number_of_runs": 2,
                "counts": {"ok": 100, "refused": 3, "unet-calls": 700},
                "finished_now": True,
            },
        )

    def test_a_task_that_had_nothing_to_do_pushes_the_latest_run(self):
        now = datetime.now(timezone.utc)
        self.manifest(("new", {"ok": 7}, now - timedelta(hours=1)), ("old", {"ok": 5}, now - timedelta(days=1)))

        pushed = self.execute("augment", workspace=f"file://{self.workspace}/")

        self.assertEqual((pushed["runs"], pushed["counts"], pushed["finished_now"]), (["new"], {"ok": 7}, False))

    def test_values_stay_small(self):
        now = datetime.now(timezone.utc) + timedelta(seconds=1)
        self.manifest(*[(f"r{i:015d}", {"ok": 1}, now) for i in range(5000)])

        pushed = self.execute("augment")

        self.assertEqual((len(pushed["runs"]), pushed["number_of_runs"]), (20, 5000))
        self.assertLess(len(json.dumps(pushed)), 1000)

    def test_result_json_of_a_benchmark_is_pushed_in_short(self):
        # its fields are those of BenchmarkResult, as TestAirflowDag compares
        cell = {"accuracy": {"mean": 0.5, "low": 0.4, "high": 0.6, "trials": 2}, "bestAccuracy": None, "difference": None}
        self.write(
            "result.json",
            {
                "dataset": "rangeland-spurge-4",
                "protocol": "clean",
                "validationImages": 128,
                "examples": "r58b4",
                "comparedWith": "baseline",
                "level": 0.68,
                "interval": "student-t",
                "cells": [
                    {"method": "baseline", "examplesPerClass": 1, "runs": {"0": "a", "1": "b"}, **cell},
                    {"method": "baseline", "examplesPerClass": 4, "runs": {"0": "c", "1": "d"}, **cell},
                    {"method": "da-fusion", "examplesPerClass": 4, "runs": {"0": "e"}, **cell, "accuracy": {"mean": 0.7}},
                    {"method": "failed", "examplesPerClass": 4, "runs": {}, **cell, "accuracy": None},
                ],
                "overall": [],
            },
        )

        self.assertEqual(
            self.execute("benchmark"),
            {
                "result": f"{self.workspace}/result.json",
                "dataset": "rangeland-spurge-4",
                "protocol": "clean",
                "examples": "r58b4",
                "validation_images": 128,
                "trials": 5,
                "examples_per_class": 4,
                "accuracy": {"baseline": 0.5, "da-fusion": 0.7},
            },
        )

    def test_a_report_is_pushed_by_its_place(self):
        self.write("report.html", "<html></html>")

        self.assertEqual(
            self.execute("report"), {"result": f"{self.workspace}/report.html", "characters": 13}
        )

    def test_a_result_that_is_absent_fails_the_task_and_says_which(self):
        with self.assertRaisesRegex(
            self.loaded.MissingResult, "augment ended well, but its result .*/synthetic/manifest.json .*FileNotFoundError"
        ):
            self.execute("augment")

    def test_a_result_that_is_something_else_fails_the_task_and_says_why(self):
        for text, reason in {
            "{": "JSONDecodeError",
            "{}": "KeyError: 'runs'",
            '{"table": "synthetic", "runs": []}': "ValueError: it lists no run",
            "[]": "TypeError",
        }.items():
            self.write("synthetic/manifest.json", text)
            with self.assertRaisesRegex(self.loaded.MissingResult, "augment ended well, .* cannot be read: " + reason):
                self.execute("augment")

    def test_a_place_that_cannot_be_read_is_named(self):
        with mock.patch.dict(sys.modules, {"fsspec": None}):
            with self.assertRaisesRegex(
                self.loaded.MissingResult, "Cannot read s3a://b/w/synthetic/manifest.json because neither fsspec"
            ):
                self.execute("augment", workspace="s3a://b/w")

    def test_an_object_store_is_read_by_fsspec_or_by_airflows_hook(self):
        now = datetime.now(timezone.utc)
        self.manifest(("r1", {"ok": 1}, now))
        file = self.workspace / "synthetic/manifest.json"
        fsspec = module("fsspec", open=mock.Mock(side_effect=lambda uri, *a, **k: open(file, encoding="utf-8")))
        with mock.patch.dict(sys.modules, {"fsspec": fsspec}):
            self.assertEqual(self.execute("augment", workspace="s3a://b/w")["runs"], ["r1"])
        self.assertEqual(fsspec.open.call_args.args[0], "s3://b/w/synthetic/manifest.json")

        hook = mock.Mock()
        hook.return_value.read_key.return_value = file.read_text(encoding="utf-8")
        name = "airflow.providers.amazon.aws.hooks.s3"
        parents = {".".join(name.split(".")[:i]): module("parent") for i in range(1, 6)}
        with mock.patch.dict(sys.modules, {**parents, name: module(name, S3Hook=hook)}), mock.patch.dict(
            os.environ, {"DAFUSION_AWS_CONN_ID": "store"}
        ):
            self.assertEqual(self.execute("augment", workspace="s3a://b/w")["runs"], ["r1"])
        hook.assert_called_once_with(aws_conn_id="store")
        hook.return_value.read_key.assert_called_once_with("w/synthetic/manifest.json", bucket_name="b")

    def test_what_may_pass_is_tried_again(self):
        for error in (
            AirflowException("Cannot execute: spark-submit …. Error code is: 1."),
            AirflowException("the pod was evicted"),
            RuntimeError("Driver driver-1 exited with status FAILED"),
        ):
            with self.assertRaises(type(error)) as raised:
                self.execute("augment", ends_with=error)
            self.assertIs(raised.exception, error)

    def test_what_cannot_pass_is_not_tried_again(self):
        for code, reason in {2: "usage or configuration", 3: "input is invalid", 5: "model artefact"}.items():
            for kind in (AirflowException, RuntimeError):
                with self.assertRaisesRegex(AirflowFailException, rf"augment: .*{reason}.* \(exit code {code}\)"):
                    self.execute("augment", ends_with=kind(f"Cannot execute: x. Error code is: {code}."))

    def test_rows_refused_beyond_the_limit_end_the_run_with_their_counts(self):
        self.manifest(("r1", {"ok": 80, "refused": 20}, datetime.now(timezone.utc)))

        with self.assertRaisesRegex(self.loaded.RefusedRows, r"exit code 4.*'refused': 20") as raised:
            self.execute(
                "augment",
                ends_with=AirflowException("Cannot execute: x. Error code is: 1. Kubernetes spark exit code is: 4"),
            )
        self.assertIsInstance(raised.exception, AirflowFailException)
        self.assertEqual(self.context["ti"].pushed["result"]["counts"], {"ok": 80, "refused": 20})

    def test_exit_codes_are_found_in_a_pods_state(self):
        for message in ("terminated: {'exit_code': 4, 'reason': 'Error'}", "container failed, exitCode: 4"):
            self.assertEqual(self.loaded.exit_code(AirflowException(message)), 4)
        self.assertIsNone(self.loaded.exit_code(AirflowException("lost")))


class TestAlert(unittest.TestCase):
    def setUp(self):
        self.loaded = load()

    def context(self, error):
        return {"ti": TaskInstance("augment"), "run_id": "manual__1", "exception": error}

    def test_refused_rows_are_told_apart_in_the_log(self):
        with self.assertLogs("dafusion_dag", "ERROR") as logged:
            self.loaded.alert(self.context(self.loaded.RefusedRows("20 of 100")))
            self.loaded.alert(self.context(AirflowException("lost")))
        self.assertIn("dafusion.augment, run manual__1: rows refused beyond the limit: 20 of 100", logged.output[0])
        self.assertIn("dafusion.augment, run manual__1: failed: lost", logged.output[1])

    def test_a_web_hook_is_told_where_a_connection_is_named(self):
        hook = mock.Mock()
        name = "airflow.providers.http.hooks.http"
        parents = {".".join(name.split(".")[:i]): module("parent") for i in range(1, 5)}
        with mock.patch.dict(sys.modules, {**parents, name: module(name, HttpHook=hook)}), mock.patch.dict(
            os.environ, {"DAFUSION_ALERT_CONN_ID": "chat"}
        ), self.assertLogs("dafusion_dag", "ERROR"):
            self.loaded.alert(self.context(self.loaded.RefusedRows("20 of 100")))

        hook.assert_called_once_with(method="POST", http_conn_id="chat")
        body = json.loads(hook.return_value.run.call_args.kwargs["data"])
        self.assertIn("rows refused beyond the limit: 20 of 100", body["text"])


if __name__ == "__main__":
    unittest.main()

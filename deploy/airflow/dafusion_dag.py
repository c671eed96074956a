"""DA-Fusion as a scheduled Airflow DAG: one task for each stage, in the order of the job's own ``run``.

A task submits its stage, waits for it, reads what the stage wrote about itself in the workspace, and pushes a few small
values as the XCom ``result``: ids of runs, counts, the place of the file. The job's output is not parsed, because what
reaches Airflow of it depends on Spark's master.

A task may be tried again at any time: a stage adds to its table what is missing and nothing else. Where that cannot help
(settings, input or model refused; too many rows refused) the task fails at once. README.md lists the variables of the
environment that are read here.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
from datetime import datetime, timedelta, timezone
from pathlib import Path

from airflow import DAG
from airflow.exceptions import AirflowException, AirflowFailException

LOG = logging.getLogger(__name__)

# What each stage writes about itself, below the workspace; a table's manifest lists its runs.
RESULTS = {
    "prepare": "examples/manifest.json",
    "erase": "erasures/manifest.json",
    "invert": "embeddings/manifest.json",
    "augment": "synthetic/manifest.json",
    "train": "trials/manifest.json",
    "benchmark": "result.json",
    "report": "report.html",
}
WITHOUT_GPU = ("prepare", "report")

REFUSED = 4
FINAL = {
    2: "usage or configuration is wrong",
    3: "the input is invalid",
    REFUSED: "more rows were refused than limits.refused-fraction allows",
    5: "the model artefact was refused",
}
# As spark-submit's hook, its variant for Kubernetes and a pod's state tell it; the innermost first.
EXIT_CODES = (
    r"Kubernetes spark exit code is: (\d+)",
    r"exit_?code['\"]?\s*[:=]\s*(\d+)",
    r"Error code is: (\d+)",
)
# A Kubernetes name; what the operator derives from it must stay below 64.
LONGEST_NAME = 48
# Clocks of a worker and of a driver may differ by so much.
CLOCKS = timedelta(minutes=2)
MOST_RUNS = 20


class MissingResult(AirflowException):
    """A stage ended well, and what it should have written is not there or is not what it should be."""


class RefusedRows(AirflowFailException):
    """More rows were refused than the limit allows; the others are in the table."""


def setting(name: str, default: str) -> str:
    """A variable of the environment; the scheduler's and the workers' must agree."""
    return os.environ.get("DAFUSION_" + name, "").strip() or default


def application_name(dag_id: str, stage: str, run_id: str, try_number: int) -> str:
    """A name that no other try has, which Kubernetes accepts: Spark's operator runs no name twice."""
    tail = f"-{stage}-{hashlib.sha256(run_id.encode()).hexdigest()[:8]}-{try_number}"
    head = re.sub(r"[^a-z0-9]+", "-", dag_id.lower()).strip("-")
    head = head if head[:1].isalpha() else "d-" + head
    return head[: LONGEST_NAME - len(tail)].rstrip("-") + tail


def exit_code(error: BaseException) -> int | None:
    """The job's exit code, where an operator's error tells it; a driver that YARN or Kubernetes runs may hide it."""
    for pattern in EXIT_CODES:
        found = re.search(pattern, str(error), re.IGNORECASE)
        if found:
            return int(found.group(1))
    return None


def read_text(uri: str) -> str:
    """The text at a path or URI: local files, S3 by Airflow's hook where a connection is named, others by fsspec."""
    scheme, _, rest = uri.partition("://")
    if not rest:
        return Path(uri.removeprefix("file:")).read_text(encoding="utf-8")
    if scheme == "file":
        return Path(rest).read_text(encoding="utf-8")
    connection = setting("AWS_CONN_ID", "")
    if scheme in ("s3", "s3a") and connection:
        from airflow.providers.amazon.aws.hooks.s3 import S3Hook

        bucket, _, key = rest.partition("/")
        return S3Hook(aws_conn_id=connection).read_key(key, bucket_name=bucket)
    try:
        import fsspec
    except ImportError as error:
        raise MissingResult(
            f"Cannot read {uri} because neither fsspec is installed nor, for s3a://, DAFUSION_AWS_CONN_ID set"
        ) from error
    with fsspec.open(("s3" if scheme == "s3a" else scheme) + "://" + rest, "r", encoding="utf-8") as file:
        return file.read()


def result_of(stage: str, workspace: str, started: datetime) -> dict:
    """What a stage wrote about itself, as a few small values.

    :param started: when the task began; runs that were finished since are this task's
    """
    uri = workspace.rstrip("/") + "/" + RESULTS[stage]
    try:
        text = read_text(uri)
        if stage == "report":
            return {"result": uri, "characters": len(text)}
        written = json.loads(text)
        values = of_benchmark(written) if stage == "benchmark" else of_manifest(written, started)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise MissingResult(
            f"{stage} ended well, but its result {uri} cannot be read: {type(error).__name__}: {error}"
        ) from error
    return {"result": uri, **values}


def of_manifest(manifest: dict, started: datetime) -> dict:
    """Of the runs that a task finished, or the latest where it found nothing to do."""
    runs = sorted(manifest["runs"], key=lambda run: run["finished"])
    if not runs:
        raise ValueError("it lists no run")
    own = [run for run in runs if datetime.fromisoformat(run["finished"].replace("Z", "+00:00")) >= started - CLOCKS]
    told = own or runs[-1:]
    counts: dict[str, int] = {}
    for run in told:
        for name, count in run["counts"].items():
            counts[name] = counts.get(name, 0) + count
    return {
        "table": manifest["table"],
        "runs": [run["run"] for run in told][-MOST_RUNS:],
        "number_of_runs": len(told),
        "counts": counts,
        "finished_now": bool(own),
    }


def of_benchmark(result: dict) -> dict:
    """Of ``result.json``: what was compared, and each method's accuracy with the most examples."""
    most = max(cell["examplesPerClass"] for cell in result["cells"])
    return {
        "dataset": result["dataset"],
        "protocol": result.get("protocol"),
        "examples": result["examples"],
        "validation_images": result["validationImages"],
        "trials": sum(len(cell["runs"]) for cell in result["cells"]),
        "examples_per_class": most,
        "accuracy": {
            cell["method"]: cell["accuracy"]["mean"]
            for cell in result["cells"]
            if cell["examplesPerClass"] == most and cell["accuracy"]
        },
    }


def judged(stage: str, workspace: str, started: datetime, error: Exception, context) -> Exception:
    """The error that a task ends with: one that is final where another try would end the same way."""
    code = exit_code(error)
    if code not in FINAL:
        return error
    message = f"{stage}: {FINAL[code]} (exit code {code}); see the job's log"
    if code != REFUSED:
        return AirflowFailException(message)
    try:
        found = result_of(stage, workspace, started)
        context["ti"].xcom_push(key="result", value=found)
        message += f"; {found.get('counts', found)} in {found['result']}"
    except MissingResult as missing:
        message += f"; {missing}"
    return RefusedRows(message)


def alert(context) -> None:
    """Tells of a task that failed: to a web hook where a connection is named, and always in the log."""
    error = context.get("exception")
    task = context["ti"]
    kind = "rows refused beyond the limit" if isinstance(error, RefusedRows) else "failed"
    text = f"DA-Fusion, {task.dag_id}.{task.task_id}, run {context['run_id']}: {kind}: {error}"
    LOG.error(text)
    connection = setting("ALERT_CONN_ID", "")
    if connection:
        from airflow.providers.http.hooks.http import HttpHook

        HttpHook(method="POST", http_conn_id=connection).run(
            endpoint=None,
            data=json.dumps({"text": text}),
            headers={"Content-Type": "application/json"},
        )


def reading(operator: type) -> type:
    """The operator, which afterwards reads what the stage wrote."""

    class Stage(operator):
        template_fields = (*operator.template_fields, "workspace")

        def __init__(self, *, workspace: str, **arguments):
            super().__init__(**arguments)
            self.workspace = workspace

        def execute(self, context):
            started = datetime.now(timezone.utc)
            try:
                super().execute(context)
            # providers raise RuntimeError too
            except Exception as error:
                final = judged(self.task_id, self.workspace, started, error, context)
                if final is error:
                    raise
                raise final from error
            # pushed by hand: an operator for Kubernetes takes a returned value for a sidecar's
            context["ti"].xcom_push(key="result", value=result_of(self.task_id, self.workspace, started))

    Stage.__name__ = Stage.__qualname__ = "Reading" + operator.__name__
    return Stage


def submitted(stage: str):
    """The stage by spark-submit, in client mode: the exit code is then the job's own."""
    from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator

    return reading(SparkSubmitOperator)(
        task_id=stage,
        workspace="{{ params.workspace }}",
        conn_id=setting("SPARK_CONN_ID", "spark_default"),
        name="{{ application_name(dag.dag_id, task.task_id, run_id, ti.try_number) }}",
        application=setting("JAR", "/opt/dafusion/dafusion-jobs-spark.jar"),
        java_class="org.dafusion.jobs.cli.Main",
        application_args=[stage, "--conf", "{{ params.conf }}", "workspace={{ params.workspace }}"],
        properties_file=setting("SPARK_PROPERTIES", "") or None,
        driver_memory=setting("DRIVER_MEMORY", "8g"),
        env_vars={"DJL_OFFLINE": "true", "NVIDIA_TF32_OVERRIDE": "0"},
        pool=pool_of(stage),
    )


def on_kubernetes(stage: str):
    """The stage as a SparkApplication of deploy/kubernetes, whose double braces Airflow fills."""
    from airflow.providers.cncf.kubernetes.operators.spark_kubernetes import SparkKubernetesOperator

    return reading(SparkKubernetesOperator)(
        task_id=stage,
        workspace="{{ params.workspace }}",
        namespace=setting("NAMESPACE", "dafusion"),
        application_file="stage-cpu.yaml" if stage in WITHOUT_GPU else "stage-gpu.yaml",
        kubernetes_conn_id=setting("KUBERNETES_CONN_ID", "kubernetes_default"),
        # the manifest's own name is new for each try
        random_name_suffix=False,
        pool=pool_of(stage),
    )


def pool_of(stage: str) -> str:
    """Stages that want GPUs take turns in a pool of their own."""
    return "default_pool" if stage in WITHOUT_GPU else setting("POOL", "dafusion_gpu")


def build() -> DAG:
    """The DAG of the stages that DAFUSION_STAGES names, each after the one before it."""
    stages = setting("STAGES", "prepare,invert,augment,train,report").split(",")
    unknown = [stage for stage in stages if stage not in RESULTS]
    if unknown or len(set(stages)) < len(stages):
        raise ValueError(f"DAFUSION_STAGES must name some of {', '.join(RESULTS)}, each once, found {','.join(stages)}")
    ways = {"spark-submit": submitted, "kubernetes": on_kubernetes}
    way = setting("SUBMIT", "spark-submit")
    if way not in ways:
        raise ValueError(f"DAFUSION_SUBMIT must be one of {', '.join(ways)}, found {way}")
    manifests = str(Path(__file__).resolve().parent.parent / "kubernetes")
    with DAG(
        dag_id=setting("DAG_ID", "dafusion"),
        description="Few-shot data augmentation with diffusion models, on Spark",
        schedule=setting("SCHEDULE", "@weekly"),
        start_date=datetime(2026, 1, 1, tzinfo=timezone.utc),
        catchup=False,
        # two at once would be correct, and wait for each other's GPUs
        max_active_runs=1,
        params={
            "workspace": setting("WORKSPACE", "/var/dafusion/work"),
            "conf": setting("CONF", "/opt/dafusion/conf/demo.conf"),
        },
        template_searchpath=[setting("MANIFESTS", manifests)],
        user_defined_macros={"application_name": application_name},
        default_args={
            "owner": "dafusion",
            "retries": 3,
            "retry_delay": timedelta(minutes=5),
            "retry_exponential_backoff": True,
            "max_retry_delay": timedelta(hours=1),
            "execution_timeout": timedelta(hours=24),
            "on_failure_callback": alert,
        },
        tags=["dafusion", "spark"],
    ) as dag:
        before = None
        for stage in stages:
            task = ways[way](stage)
            if before is not None:
                before >> task
            before = task
    return dag


dag = build()

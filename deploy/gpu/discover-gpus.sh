#!/usr/bin/env bash
# Tells Spark which GPUs this process can use, as spark.*.resource.gpu.discoveryScript wants it: one line of JSON with
# the numbers by which CUDA, and so libtorch, knows them. Where it cannot tell, it says why and ends with 1.
set -euo pipefail

refuse() {
  echo "discover-gpus: $1" >&2
  exit 1
}

print_addresses() {
  local number text=""
  for number in "$@"; do
    text+="${text:+, }\"$number\""
  done
  printf '{"name": "gpu", "addresses": [%s]}\n' "$text"
}

# CUDA_VISIBLE_DEVICES hides GPUs and numbers the rest anew, from 0; nvidia-smi knows nothing of it.
addresses_of_visible() {
  local words=() count
  IFS=', ' read -r -a words <<<"$CUDA_VISIBLE_DEVICES"
  count="${#words[@]}"
  if ((count > 1)) && [[ "$CUDA_VISIBLE_DEVICES" == *MIG-* ]]; then
    refuse "CUDA_VISIBLE_DEVICES = $CUDA_VISIBLE_DEVICES names several devices with a MIG slice among them, but CUDA \
shows a process one slice alone: name one for each worker or container"
  fi
  if ((count > 0)) && [[ "${words[0]}" == -1 || "${words[0]}" == NoDevFiles || "${words[0]}" == none ]]; then
    count=0
  fi
  # shellcheck disable=SC2046 # one word for each number
  print_addresses $( ((count > 0)) && seq 0 $((count - 1)))
}

addresses_of_machine() {
  local listed number mode numbers=()
  command -v nvidia-smi >/dev/null ||
    refuse "nvidia-smi is not on the PATH: install NVIDIA's driver, or give the container its tools (NVIDIA_DRIVER_CAPABILITIES=compute,utility)"
  if ! listed="$(nvidia-smi --query-gpu=index,mig.mode.current --format=csv,noheader 2>&1)"; then
    refuse "nvidia-smi failed: ${listed%%$'\n'*}"
  fi
  while IFS=', ' read -r number mode; do
    [[ -n "$number" ]] || continue
    [[ "$number" =~ ^[0-9]+$ ]] ||
      refuse "nvidia-smi names the GPU $number, but libtorch knows devices by number: MIG slices are named by CUDA_VISIBLE_DEVICES, one for each worker or container"
    [[ "$mode" != Enabled ]] ||
      refuse "GPU $number is cut into MIG slices, which nvidia-smi's numbers do not tell apart: name one by CUDA_VISIBLE_DEVICES = MIG-… for each worker, or 0 in a container that has one alone"
    numbers+=("$number")
  done <<<"$listed"
  print_addresses "${numbers[@]}"
}

if [[ -n "${CUDA_VISIBLE_DEVICES+set}" ]]; then
  addresses_of_visible
else
  addresses_of_machine
fi

/** How an exported project trains on clusters: files that start `train.py` there. */
import { packageName } from '../../names.ts';

export const SLURM = `#!/bin/bash
# sbatch cluster/slurm.sh: four processes, one for each GPU, on each of two machines. Started again, it goes on from its last checkpoint.
#SBATCH --job-name=train
#SBATCH --nodes=2
#SBATCH --ntasks-per-node=1
#SBATCH --gpus-per-node=4
#SBATCH --cpus-per-task=32
#SBATCH --time=24:00:00
#SBATCH --requeue
#SBATCH --output=%x-%j.log
set -euo pipefail
head=$(scontrol show hostnames "$SLURM_JOB_NODELIST" | head -n 1)
srun torchrun --nnodes="$SLURM_NNODES" --nproc-per-node="$SLURM_GPUS_ON_NODE" --max-restarts=3 \\
  --rdzv-id="$SLURM_JOB_ID" --rdzv-backend=c10d --rdzv-endpoint="$head:29500" \\
  train.py --record "runs/$SLURM_JOB_ID" --resume "$@"
`;

export function pytorchJob(name: string): string {
  const own = packageName(name, []).slice(0, 40).replace(/-+$/, '');
  const replica = (count: number) => `      replicas: ${count}
      restartPolicy: OnFailure
      template:
        spec:
          containers:
            - name: pytorch
              image: REGISTRY/${own}:latest # a picture of this folder with its packages
              command: ["torchrun", "--nproc-per-node=auto", "train.py", "--record", "/runs/train", "--resume"]
              resources:
                limits:
                  nvidia.com/gpu: 1
              volumeMounts:
                - name: runs
                  mountPath: /runs
          volumes:
            - name: runs
              persistentVolumeClaim:
                claimName: runs
`;
  return `# kubectl apply -f cluster/pytorchjob.yaml (Kubeflow's training operator). Pods that fail are started again and go on from the last checkpoint.
apiVersion: kubeflow.org/v1
kind: PyTorchJob
metadata:
  name: ${/^[a-z]/.test(own) ? own : `network-${own}`}
spec:
  runPolicy:
    cleanPodPolicy: None # pods stay with their logs
  elasticPolicy:
    rdzvBackend: c10d
    minReplicas: 1
    maxReplicas: 2
    maxRestarts: 10
  pytorchReplicaSpecs:
    Worker:
${replica(2)}`;
}

export const RAY = `"""Trains on a Ray cluster: python cluster/ray_train.py --workers 2 [-- what train.py takes]."""

import argparse
import os
import sys
import time

import ray
from ray.train import FailureConfig, RunConfig, ScalingConfig
from ray.train.torch import TorchTrainer

FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def work(config):
    """What each worker does: Ray has set the processes up as torchrun would."""
    os.chdir(config["folder"])
    sys.path.insert(0, config["folder"])
    import train

    train.train(train.arguments(config["arguments"]))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Trains on a Ray cluster, on whose machines this folder is.")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--gpu", action="store_true", help="a GPU for each worker")
    parser.add_argument("--restarts", type=int, default=3, help="how often workers that die are started again")
    parser.add_argument("--storage", default=os.path.join(FOLDER, "ray"), help="what Ray itself writes down")
    parser.add_argument("arguments", nargs="*", help="what train.py takes, behind --")
    args = parser.parse_args()
    ray.init(ignore_reinit_error=True)
    # workers that are started again go on from the record's newest checkpoint
    record = os.path.join("runs", time.strftime("%Y-%m-%dT%H-%M-%S"))
    TorchTrainer(
        work,
        train_loop_config={"folder": FOLDER, "arguments": ["--record", record, "--resume", *args.arguments]},
        scaling_config=ScalingConfig(num_workers=args.workers, use_gpu=args.gpu),
        run_config=RunConfig(storage_path=args.storage, failure_config=FailureConfig(max_failures=args.restarts)),
    ).fit()
`;

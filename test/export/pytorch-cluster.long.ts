/**
 * What starts an exported project under Slurm and Kubernetes, held to its form: bash takes the script, and the job has the fields that
 * Kubeflow's training operator asks for and no others. Neither is run (`pytorch-ray.long.ts` runs what starts it on Ray).
 * `npm run test:pytorch` (PYTHON with PyYAML).
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkGraph } from '../../engine/passes/check.ts';
import { pytorch } from '../../engine/targets/pytorch/index.ts';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import { python } from './python.ts';

let folder: string;
const at = (name: string) => path.join(folder, path.basename(name));
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'loom-cluster-'));
  const document = { ...mnistCnn(), name: '7 "digits": one' };
  const files = pytorch.export({ document, checked: checkGraph(document.graph) });
  for (const [name, text] of Object.entries(files)) if (name.startsWith('cluster/')) writeFileSync(at(name), text);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('bash takes the Slurm script, whose options are all before its first command', () => {
  execFileSync('bash', ['-n', at('slurm.sh')]);
  const lines = readFileSync(at('slurm.sh'), 'utf8').split('\n');
  const options = lines.flatMap((line, i) => (line.startsWith('#SBATCH') ? [i] : []));
  expect(options.at(-1)).toBeLessThan(lines.findIndex((line) => line !== '' && !line.startsWith('#')));
  for (const i of options) expect(lines[i]).toMatch(/^#SBATCH --[a-z-]+(=\S+)?$/);
});

it('the Kubernetes job has the fields of a PyTorchJob', () => {
  const code = `import json, yaml; print(json.dumps(yaml.safe_load(open(${JSON.stringify(at('pytorchjob.yaml'))}))))`;
  const job = JSON.parse(execFileSync(python(), ['-c', code], { encoding: 'utf8' })) as {
    readonly metadata: { readonly name: string };
  };
  expect(job.metadata.name).toMatch(/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/);
  expect(job).toEqual({
    apiVersion: 'kubeflow.org/v1',
    kind: 'PyTorchJob',
    metadata: { name: expect.any(String) },
    spec: {
      runPolicy: { cleanPodPolicy: 'None' },
      elasticPolicy: { rdzvBackend: 'c10d', minReplicas: 1, maxReplicas: 2, maxRestarts: 10 },
      pytorchReplicaSpecs: {
        Worker: {
          replicas: 2,
          restartPolicy: 'OnFailure',
          template: {
            spec: {
              // the operator looks for a container of this name
              containers: [
                {
                  name: 'pytorch',
                  image: expect.stringMatching(/^REGISTRY\/[a-z0-9][a-z0-9-]*:latest$/),
                  command: expect.arrayContaining(['torchrun', 'train.py', '--resume']),
                  resources: { limits: { 'nvidia.com/gpu': 1 } },
                  volumeMounts: [{ name: 'runs', mountPath: '/runs' }],
                },
              ],
              volumes: [{ name: 'runs', persistentVolumeClaim: { claimName: 'runs' } }],
            },
          },
        },
      },
    },
  });
});

const { status } = spawnSync(python(), ['-c', 'import kubeflow.training'], { stdio: 'ignore' });
it.skipIf(status !== 0)(
  'Kubeflow’s own client takes it, and loses nothing of it (where kubeflow-training is installed)',
  () => {
    const code = `
import json, types, yaml
from kubeflow.training.api_client import ApiClient
job = yaml.safe_load(open(${JSON.stringify(at('pytorchjob.yaml'))}))
taken = ApiClient().deserialize(types.SimpleNamespace(data=json.dumps(job)), "KubeflowOrgV1PyTorchJob")
print(json.dumps([job, ApiClient().sanitize_for_serialization(taken)]))`;
    const [job, taken] = JSON.parse(execFileSync(python(), ['-c', code], { encoding: 'utf8' })) as [object, object];
    // quantities are texts there
    const told = (value: object) => JSON.stringify(value, (_, one) => (typeof one === 'number' ? String(one) : one));
    expect(JSON.parse(told(taken))).toEqual(JSON.parse(told(job)));
  },
);

/** Everything about how the network learns, as the document says it. */
import { Plus, X } from 'lucide-react';
import { memo } from 'react';
import { useShallow } from 'zustand/shallow';
import { datasetOf, DATASETS } from '../../../engine/data/index.ts';
import type { Choice } from '../../../engine/graph/document.ts';
import { nameOf } from '../../../engine/graph/document.ts';
import {
  DEFAULT_LOSS,
  LOSSES,
  lossOf,
  METRICS,
  metricOf,
  OPTIMIZERS,
  optimizerOf,
  SCHEDULES,
  scheduleOf,
} from '../../../engine/learn/index.ts';
import type { MemoryReport } from '../../../engine/protocol.ts';
import { resolveSettings } from '../../../engine/settings.ts';
import { chooseDataset } from '../../actions/data.ts';
import { chooseDevice, chooseThreads } from '../../actions/devices.ts';
import {
  addLoss,
  chooseLoss,
  chooseOptimizer,
  chooseOutput,
  chooseSampleWeights,
  chooseSchedule,
  removeLoss,
  setChoiceSetting,
  stopEarly,
  toggleMetric,
} from '../../actions/recipe.ts';
import { checkedOf } from '../../state/document/checked.ts';
import { useDescribed } from '../../state/document/data.ts';
import { deviceToUse, useDevices } from '../../state/devices.ts';
import { attempt } from '../../state/notices.ts';
import { useShell } from '../../state/shell.ts';
import { showPanel } from '../../state/view.ts';
import { useActive } from '../../state/document/workspace.ts';
import { SchemaFields } from '../../fields/SchemaFields.tsx';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Select } from '../../ui/Select.tsx';
import { Switch } from '../../ui/Switch.tsx';
import {
  AVERAGING,
  CLIPPING,
  COURSE,
  DECAY,
  KEEP,
  learningRate,
  NOISE,
  type PlacedFields,
  type Recipe,
  SAVING,
  schemaOf,
  setField,
  stopping,
  valuesOf,
  WARM_UP,
} from '../common/recipe.ts';
import { Memory } from './Memory.tsx';
import { RateCurve } from './RateCurve.tsx';
import { StartFrom } from './StartFrom.tsx';
import styles from './Training.module.css';

/** Dozens of fields: drawn anew where one of them changes, not with every change of the graph. */
export const TrainingSettings = memo(function TrainingSettings({ memory }: { readonly memory: MemoryReport | null }) {
  const recipe = useActive(useShallow(({ document: { data, training } }) => ({ data, training })));
  return recipe ? <SettingsOf recipe={recipe} memory={memory} /> : null;
});

function SettingsOf({ recipe, memory }: { readonly recipe: Recipe; readonly memory: MemoryReport | null }) {
  const { training, data } = recipe;
  return (
    <div className={styles.settings}>
      <Row label="Data">
        <Select
          label="Data"
          value={data.dataset?.type}
          options={DATASETS.map(({ id, title }) => ({ value: id, title }))}
          onChange={(type) => (
            void attempt(() => chooseDataset({ type, settings: {} })),
            datasetOf(type) && Object.keys(datasetOf(type)!.settings).length > 0 && showPanel('data')
          )}
        />
      </Row>
      <Losses recipe={recipe} />
      <Row label="Optimizer">
        <Select
          label="Optimizer"
          value={training.optimizer.type}
          options={OPTIMIZERS.map(({ id, title }) => ({ value: id, title }))}
          onChange={chooseOptimizer}
        />
      </Row>
      <ChoiceSettings
        id="optimizer"
        choice={training.optimizer}
        schema={optimizerOf(training.optimizer.type)?.settings ?? {}}
        path={['training', 'optimizer', 'settings']}
      />
      {Number(
        resolveSettings(optimizerOf(training.optimizer.type)?.settings ?? {}, training.optimizer.settings).settings
          .weightDecay ?? 0,
      ) > 0 && <Fields id="decay" fields={DECAY} recipe={recipe} />}
      <Fields id="rate" fields={learningRate(recipe)} recipe={recipe} />
      <Row label="Schedule">
        <Select
          label="Schedule"
          value={training.schedule.type}
          options={SCHEDULES.map(({ id, title }) => ({ value: id, title }))}
          onChange={chooseSchedule}
        />
      </Row>
      <ChoiceSettings
        id="schedule"
        choice={training.schedule}
        schema={scheduleOf(training.schedule.type)?.settings ?? {}}
        path={['training', 'schedule', 'settings']}
      />
      <Fields id="warm-up" fields={WARM_UP} recipe={recipe} />
      <RateCurve recipe={recipe} />
      <Fields id="course" fields={COURSE} recipe={recipe} />
      <Metrics metrics={training.metrics} />
      <Row label="Starts from">
        <StartFrom />
      </Row>
      <h4>Limits</h4>
      <Fields id="clipping" fields={CLIPPING} recipe={recipe} />
      <Fields id="noise" fields={NOISE} recipe={recipe} />
      <Fields id="averaging" fields={AVERAGING} recipe={recipe} />
      <Fields id="saving" fields={SAVING} recipe={recipe} />
      <EarlyStopping recipe={recipe} />
      <Fields id="keep" fields={KEEP} recipe={recipe} />
      <h4>Device</h4>
      <Runtime />
      {memory && <Memory report={memory} />}
    </div>
  );
}

function Row({ label, children }: { readonly label: string; readonly children: React.ReactNode }) {
  return (
    <div className={styles.row}>
      <span>{label}</span>
      {children}
    </div>
  );
}

function Fields({
  id,
  fields,
  recipe,
}: {
  readonly id: string;
  readonly fields: PlacedFields;
  readonly recipe: Recipe;
}) {
  return (
    <SchemaFields
      compact
      id={`training-${id}`}
      schema={schemaOf(fields)}
      values={valuesOf(fields, recipe)}
      onChange={setField(fields)}
    />
  );
}

function ChoiceSettings({
  id,
  choice,
  schema,
  path,
}: {
  readonly id: string;
  readonly choice: Choice;
  readonly schema: Parameters<typeof SchemaFields>[0]['schema'];
  readonly path: readonly (string | number)[];
}) {
  const change = (name: string, value: unknown) => setChoiceSetting(schema[name]!.label, path, name, value);
  return Object.keys(schema).length === 0 ? null : (
    <SchemaFields compact id={`training-${id}`} schema={schema} values={choice.settings} onChange={change} />
  );
}

function Losses({ recipe }: { readonly recipe: Recipe }) {
  const { losses } = recipe.training;
  const outputs = useActive(useShallow(({ document }) => checkedOf(document).outputs)) ?? [];
  if (losses.length === 0)
    return (
      <Row label="Loss">
        <Select
          label="Loss"
          value={undefined}
          options={LOSSES.map(({ id, title }) => ({ value: id, title }))}
          onChange={addLoss}
        />
      </Row>
    );
  return (
    <>
      {losses.map(({ loss, output, target, weight }, i) => {
        const path = ['training', 'losses', i];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: losses have no name, and their order is theirs
          <div key={i}>
            <Row label={losses.length > 1 ? `Loss ${i + 1}` : 'Loss'}>
              <span className={styles.withButton}>
                <Select
                  label="Loss"
                  value={loss.type}
                  options={LOSSES.map(({ id, title }) => ({ value: id, title }))}
                  onChange={(type) => chooseLoss(i, type)}
                />
                {losses.length > 1 && (
                  <IconButton
                    label={`Remove loss ${i + 1}`}
                    icon={<X size={14} strokeWidth={1.5} />}
                    onClick={() => removeLoss(i)}
                  />
                )}
              </span>
            </Row>
            <ChoiceSettings
              id={`loss-${i}`}
              choice={loss}
              schema={lossOf(loss.type)?.settings ?? {}}
              path={[...path, 'loss', 'settings']}
            />
            {(outputs.length > 1 || output !== undefined) && (
              <Row label="Judges">
                <Judged
                  outputs={[...new Set([...outputs, ...(output ? [output] : [])])]}
                  value={output}
                  onChange={(id) => chooseOutput(i, id)}
                />
              </Row>
            )}
            <SampleWeights recipe={recipe} index={i} />
            {losses.length > 1 && (
              <Fields
                id={`loss-${i}-part`}
                recipe={recipe}
                fields={{
                  weight: {
                    path: ['training', 'losses', String(i), 'weight'],
                    field: { kind: 'number', label: 'Weight', default: 1, doc: 'The share of this loss in the sum.' },
                  },
                  target: {
                    path: ['training', 'losses', String(i), 'target'],
                    field: {
                      kind: 'text',
                      label: 'Target',
                      default: target,
                      doc: `The name under which the Data panel gives it a column. Weight ${weight}.`,
                    },
                  },
                }}
              />
            )}
          </div>
        );
      })}
      {outputs.length > losses.length && (
        <Button look="quiet" icon={<Plus size={14} strokeWidth={1.5} />} onClick={() => addLoss(DEFAULT_LOSS)}>
          Another loss
        </Button>
      )}
    </>
  );
}

/** Which output a loss judges, by the names of the layers. */
function Judged({
  outputs,
  value,
  onChange,
}: {
  readonly outputs: readonly string[];
  readonly value: string | undefined;
  readonly onChange: (id: string) => void;
}) {
  const nodes = useActive(({ document }) => document.graph.nodes) ?? [];
  const names = new Map(nodes.map((node) => [node.id, nameOf(node)]));
  return (
    <Select
      label="Output that the loss judges"
      value={value}
      options={outputs.map((id) => ({ value: id, title: names.get(id) ?? id }))}
      onChange={onChange}
    />
  );
}

const ALIKE = 'alike';

/** Which column says how much the samples of a loss count; nothing where the data has no column left for it. */
function SampleWeights({ recipe: { data, training }, index }: { readonly recipe: Recipe; readonly index: number }) {
  const described = useDescribed();
  const { loss, sampleWeights } = training.losses[index]!;
  const truths = new Set(training.losses.map(({ target }) => data.targets[target]?.column));
  const read = new Set(Object.values(data.inputs).map(({ column }) => column));
  const current = sampleWeights === undefined ? undefined : data.targets[sampleWeights]?.column;
  const free =
    described.state === 'ready'
      ? described.columns.map(({ name }) => name).filter((name) => !truths.has(name) && !read.has(name))
      : [];
  const columns = [...new Set([...(current === undefined ? [] : [current]), ...free])];
  if (sampleWeights === undefined && (columns.length === 0 || lossOf(loss.type)?.costs === 'batch')) return null;
  return (
    <Row label="Samples count">
      <Select
        label="Column that says how much samples count"
        value={current === undefined ? ALIKE : `column ${current}`}
        options={[
          { value: ALIKE, title: 'All alike' },
          ...columns.map((name) => ({ value: `column ${name}`, title: `As ${name} says` })),
        ]}
        onChange={(value) => chooseSampleWeights(index, value === ALIKE ? undefined : value.slice('column '.length))}
      />
    </Row>
  );
}

function Metrics({ metrics }: { readonly metrics: readonly Choice[] }) {
  return (
    <fieldset className={styles.metrics}>
      <legend>Metrics</legend>
      {METRICS.map(({ id, title, doc }) => {
        const at = metrics.findIndex(({ type }) => type === id);
        return (
          <div key={id}>
            <label title={doc}>
              <input type="checkbox" checked={at >= 0} onChange={() => toggleMetric(id)} />
              {title}
            </label>
            {at >= 0 && (
              <ChoiceSettings
                id={`metric-${id}`}
                choice={metrics[at]!}
                schema={metricOf(id)!.settings}
                path={['training', 'metrics', at, 'settings']}
              />
            )}
          </div>
        );
      })}
    </fieldset>
  );
}

function EarlyStopping({ recipe }: { readonly recipe: Recipe }) {
  const { earlyStopping, metrics } = recipe.training;
  const fields = stopping(metrics.filter(({ type }) => metricOf(type)?.better !== 'none').map(({ type }) => type));
  return (
    <>
      <Row label="Stop early">
        <Switch label="Stop early" checked={earlyStopping !== null} onChange={stopEarly} />
      </Row>
      {earlyStopping !== null && <Fields id="stopping" fields={fields} recipe={recipe} />}
    </>
  );
}

/** Where the next run trains: a choice of this machine, not of the document. */
function Runtime() {
  const state = useDevices((all) => all);
  const most = useShell((shell) => shell.hello?.threads ?? 1);
  const device = deviceToUse(state);
  return (
    <>
      <Row label="Runs on">
        <Select
          label="Device"
          value={device && `${device.engine}/${device.id}`}
          placeholder="No device"
          options={state.list.map(({ engine, id, title, available }) => ({
            value: `${engine}/${id}`,
            title,
            disabled: !available,
          }))}
          onChange={(value) => chooseDevice(value.split('/')[0]!, value.split('/')[1]!)}
        />
      </Row>
      <SchemaFields
        compact
        id="training-runtime"
        schema={{
          threads: {
            kind: 'int',
            label: 'Threads',
            default: most,
            min: 1,
            max: 256,
            doc: 'Of the processor. Other runs with as many threads repeat a run to the bit.',
          },
        }}
        values={{ ...(state.threads !== null && { threads: state.threads }) }}
        onChange={(_, value) => chooseThreads(value as number | undefined)}
      />
    </>
  );
}

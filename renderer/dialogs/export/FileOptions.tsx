/** What a file of a model is written with, where that can be chosen. */
import { t } from '../../../engine/texts/index.ts';
import { MODEL_FORMS, type ModelForm } from '../../../engine/targets/define.ts';
import { OPSET } from '../../../engine/targets/onnx/model.ts';
import { onnxFile } from '../../../engine/targets/onnxFile/index.ts';
import { OPSETS } from '../../../engine/targets/onnxFile/opset.ts';
import { tfjsFile } from '../../../engine/targets/tfjsFile/index.ts';
import { PRECISIONS, type Precision } from '../../../engine/train/reports/deployment.ts';
import { Select } from '../../ui/Select.tsx';
import styles from './ExportDialog.module.css';

interface WrittenAs {
  /** Of an ONNX file. */
  readonly precision: Precision;
  readonly opset: number;
  /** The transforms of the data are part of the graph. */
  readonly preprocess: boolean;
  /** Of a TensorFlow.js model. */
  readonly form: ModelForm;
}
export const USUAL_FILE: WrittenAs = { precision: 'float32', opset: OPSET, preprocess: false, form: 'graph' };

/** What is said of the target's file. */
export function writtenAs(target: string, { form, ...onnx }: WrittenAs): Partial<WrittenAs> {
  if (target === onnxFile.id) return onnx;
  return target === tfjsFile.id ? { form } : {};
}

interface FileOptionsProps {
  readonly target: string;
  readonly written: WrittenAs;
  readonly onChange: (written: WrittenAs) => void;
}
type Options = Omit<FileOptionsProps, 'target'>;

export function FileOptions({ target, ...options }: FileOptionsProps) {
  if (target === onnxFile.id) return <OnnxOptions {...options} />;
  return target === tfjsFile.id ? <FormOption {...options} /> : null;
}

/** The forms of a TensorFlow.js model. */
function FormOption({ written, onChange }: Options) {
  const titles: Readonly<Record<ModelForm, string>> = {
    graph: t('export.form.graph', 'Graph model: operators, any network'),
    layers: t('export.form.layers', 'Layers model: can learn on in TensorFlow.js'),
  };
  return (
    <>
      <span>{t('export.form', 'Form')}</span>
      <Select
        label={t('export.form', 'Form')}
        value={written.form}
        options={MODEL_FORMS.map((value) => ({ value, title: titles[value] }))}
        onChange={(form) => onChange({ ...written, form })}
      />
    </>
  );
}

function OnnxOptions({ written, onChange }: Options) {
  const titles: Readonly<Record<Precision, string>> = {
    float32: t('export.precision.float32', '32 bits'),
    float16: t('export.precision.float16', '16 bits'),
    int8: t('export.precision.int8', '8 bits, measured on training rows'),
    'int8-dynamic': t('export.precision.dynamic', '8 bits, matrix products only'),
  };
  return (
    <>
      <span>{t('export.precision', 'Precision')}</span>
      <Select
        label={t('export.precision', 'Precision')}
        value={written.precision}
        options={PRECISIONS.map((value) => ({ value, title: titles[value] }))}
        onChange={(precision) => onChange({ ...written, precision })}
      />
      <span>{t('export.opset', 'Opset')}</span>
      <Select
        label={t('export.opset', 'Opset')}
        value={String(written.opset)}
        options={Object.keys(OPSETS).map((value) => ({ value, title: value }))}
        onChange={(value) => onChange({ ...written, opset: Number(value) })}
      />
      <span>{t('export.preprocess', 'Preprocessing')}</span>
      <label className={styles.option}>
        <input
          type="checkbox"
          checked={written.preprocess}
          onChange={({ target }) => onChange({ ...written, preprocess: target.checked })}
        />
        {t('export.preprocess.in', 'In the graph: raw values go in, answers come out in the units of the data')}
      </label>
    </>
  );
}

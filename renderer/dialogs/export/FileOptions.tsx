/** What an ONNX file is written with. */
import { t } from '../../../engine/texts/index.ts';
import { OPSET } from '../../../engine/targets/onnx/model.ts';
import { OPSETS } from '../../../engine/targets/onnxFile/opset.ts';
import { PRECISIONS, type Precision } from '../../../engine/train/reports/deployment.ts';
import { Select } from '../../ui/Select.tsx';
import styles from './ExportDialog.module.css';

/** How an ONNX file is written. */
interface WrittenAs {
  readonly precision: Precision;
  readonly opset: number;
  /** The transforms of the data are part of the graph. */
  readonly preprocess: boolean;
}
export const USUAL_FILE: WrittenAs = { precision: 'float32', opset: OPSET, preprocess: false };

interface FileOptionsProps {
  readonly written: WrittenAs;
  readonly onChange: (written: WrittenAs) => void;
}

export function FileOptions({ written, onChange }: FileOptionsProps) {
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

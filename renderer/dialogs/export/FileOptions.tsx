/** What an ONNX file is written with. */
import { t } from '../../../engine/texts/index.ts';
import { OPSETS } from '../../../engine/targets/onnxFile/opset.ts';
import { PRECISIONS, type Precision } from '../../../engine/train/reports/deployment.ts';
import { Select } from '../../ui/Select.tsx';

interface FileOptionsProps {
  readonly precision: Precision;
  readonly onPrecision: (precision: Precision) => void;
  readonly opset: number;
  readonly onOpset: (opset: number) => void;
}

export function FileOptions({ precision, onPrecision, opset, onOpset }: FileOptionsProps) {
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
        value={precision}
        options={PRECISIONS.map((value) => ({ value, title: titles[value] }))}
        onChange={onPrecision}
      />
      <span>{t('export.opset', 'Opset')}</span>
      <Select
        label={t('export.opset', 'Opset')}
        value={String(opset)}
        options={Object.keys(OPSETS).map((value) => ({ value, title: value }))}
        onChange={(value) => onOpset(Number(value))}
      />
    </>
  );
}

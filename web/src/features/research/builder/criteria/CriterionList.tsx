import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { MenuButton } from '@/components/MenuButton';
import styles from '@/features/research/builder/Builder.module.css';
import { useBuilder } from '@/features/research/builder/context';
import { CriterionFields } from '@/features/research/builder/criteria/CriterionFields';
import { type Criterion, KIND_NAMES } from '@/features/research/builder/definition/circe';
import { type Path, valueAt, withoutItem } from '@/features/research/builder/definition/paths';
import { Still } from '@/features/research/builder/Still';

interface Props {
  path: Path;
  number?: string;
  add: string;
}

/** Criteria of which any will do. */
export function CriterionList({ path, number = '', add }: Props) {
  const { t } = useTranslation(['builder', 'circe']);
  const { expression, change, set, readOnly } = useBuilder();
  const criteria = (valueAt(expression, path) ?? []) as Criterion[];
  return (
    <>
      {criteria.map((_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they have nothing else to be known by
        <Still key={at} path={[...path, at]} mark={number}>
          <div className={`${styles.card} ${styles.line} ${styles.spread}`}>
            <CriterionFields path={[...path, at]} number={`${number}${at + 1}.`} />
            {!readOnly && (
              <Button
                size="small"
                type="text"
                icon={<DeleteOutlined aria-hidden />}
                aria-label={t('entry.remove', { number: `${number}${at + 1}` })}
                onClick={() => change((now) => withoutItem(now, [...path, at]))}
              />
            )}
          </div>
        </Still>
      ))}
      {!readOnly && (
        <div>
          <MenuButton
            icon={<PlusOutlined aria-hidden />}
            name={add}
            label={add}
            actions={KIND_NAMES.map((kind) => ({
              key: kind,
              label: t(`circe:kind.${kind}`),
              onSelect: () => set(path, [...criteria, { [kind]: {} }]),
            }))}
          />
        </div>
      )}
    </>
  );
}

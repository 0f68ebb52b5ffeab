import { Button, Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { ConceptSearch } from '@/features/research/builder/concepts/ConceptSearch';
import type { Expression } from '@/features/research/conceptSets/api';
import styles from '@/features/research/conceptSets/ConceptSets.module.css';
import { itemsOf, withConcept } from '@/features/research/conceptSets/items';

interface Props {
  expression: Expression;
  onChange: (expression: Expression) => void;
  onClose: () => void;
}

/** Concepts are found by what they are called and taken one by one; the set is seen behind. */
export function AddDialog({ expression, onChange, onClose }: Props) {
  const { t } = useTranslation('conceptSets');
  return (
    <Modal
      open
      width={720}
      title={t('items.add')}
      onCancel={onClose}
      footer={
        <Button type="primary" onClick={onClose}>
          {t('items.done')}
        </Button>
      }
    >
      <div className={styles.search}>
        <ConceptSearch
          domain=""
          chosen={itemsOf(expression).map(({ concept }) => concept.CONCEPT_ID ?? -1)}
          onChoose={(concept) => onChange(withConcept(expression, concept))}
        />
      </div>
    </Modal>
  );
}

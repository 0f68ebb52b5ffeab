import { DeleteOutlined } from '@ant-design/icons';
import { Button, Checkbox, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConceptSearch } from '@/features/research/builder/concepts/ConceptSearch';
import styles from '@/features/research/builder/concepts/Concepts.module.css';
import { SavedSets } from '@/features/research/builder/concepts/SavedSets';
import { type Concept, type Item, replaced } from '@/features/research/builder/definition/circe';

interface Props {
  title: string;
  domain: string;
  source?: boolean;
  /** The set's name; undefined where there is none to be given. */
  name?: string;
  items: Item[];
  /** Concepts alone: nothing about descendants and exclusion. */
  plain?: boolean;
  /** What else uses the set. */
  note?: string;
  onClose: () => void;
  onDone: (items: Item[], name: string) => void;
}

const FLAGS = ['includeDescendants', 'isExcluded', 'includeMapped'] as const;

/** The concepts of a set: found at the left, chosen at the right. */
export function ConceptDialog({
  title,
  domain,
  source,
  name,
  items: first,
  plain = false,
  note,
  onClose,
  onDone,
}: Props) {
  const { t } = useTranslation('builder');
  const [items, setItems] = useState(first);
  const [called, setCalled] = useState(name ?? '');
  const add = (concept: Concept) =>
    setItems([
      ...items,
      plain ? { concept } : { concept, isExcluded: false, includeDescendants: true, includeMapped: false },
    ]);
  return (
    <Modal
      open
      width={980}
      title={title}
      onCancel={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="primary" onClick={() => onDone(items, called.trim())}>
            {t('concepts.done')}
          </Button>
        </>
      }
    >
      <div className={styles.panes}>
        <ConceptSearch
          domain={domain}
          source={source}
          chosen={items.map(({ concept }) => concept.CONCEPT_ID ?? -1)}
          onChoose={add}
        />
        <div className={styles.chosen}>
          {!plain && (
            <Input
              value={called}
              maxLength={255}
              onChange={(event) => setCalled(event.target.value)}
              placeholder={t('concepts.nameHint')}
              aria-label={t('concepts.name')}
            />
          )}
          {!plain && (
            <SavedSets
              onTake={(taken, name) => {
                const there = new Set(items.map(({ concept }) => concept.CONCEPT_ID));
                setItems([...items, ...taken.filter(({ concept }) => !there.has(concept.CONCEPT_ID))]);
                if (!called.trim()) setCalled(name);
              }}
            />
          )}
          {note && <p className={styles.quiet}>{note}</p>}
          {items.length === 0 && <p className={styles.quiet}>{t('concepts.empty')}</p>}
          <ul className={styles.items}>
            {items.map((item, at) => (
              <li key={item.concept.CONCEPT_ID ?? at}>
                <span className={styles.hit}>
                  <span>{item.concept.CONCEPT_NAME ?? item.concept.CONCEPT_ID}</span>
                  <span className={styles.quiet}>
                    {item.concept.CONCEPT_ID} · {String(item.concept.VOCABULARY_ID ?? '')}{' '}
                    {String(item.concept.CONCEPT_CODE ?? '')}
                  </span>
                  {!plain && (
                    <span className={styles.filters}>
                      {FLAGS.map((flag) => (
                        <Checkbox
                          key={flag}
                          checked={item[flag] ?? false}
                          onChange={(event) =>
                            setItems(replaced(items, at, { ...item, [flag]: event.target.checked }))
                          }
                        >
                          {t(`concepts.${flag}`)}
                        </Checkbox>
                      ))}
                    </span>
                  )}
                </span>
                <Button
                  size="small"
                  type="text"
                  icon={<DeleteOutlined aria-hidden />}
                  aria-label={t('concepts.remove', { name: item.concept.CONCEPT_NAME })}
                  onClick={() => setItems(items.filter((_, place) => place !== at))}
                />
              </li>
            ))}
          </ul>
        </div>
      </div>
    </Modal>
  );
}

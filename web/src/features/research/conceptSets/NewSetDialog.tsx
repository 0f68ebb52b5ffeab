import { useNavigate } from '@tanstack/react-router';
import { Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { type Expression, readList, useCreate } from '@/features/research/conceptSets/api';
import { nameOf, parsed } from '@/features/research/importing';
import styles from '@/features/research/parts/Research.module.css';

/** A new set: empty, or from a file of ATLAS (JSON) or of a spreadsheet (CSV). */
export function NewSetDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('conceptSets');
  const navigate = useNavigate();
  const create = useCreate();
  const [name, setName] = useState('');
  const [expression, setExpression] = useState<Expression>({ items: [] });
  const [missing, setMissing] = useState<number[]>([]);
  const [failed, setFailed] = useState<unknown>();
  const [unreadable, setUnreadable] = useState(false);

  async function take(file: File | undefined) {
    setFailed(undefined);
    setUnreadable(false);
    setMissing([]);
    if (!file) return;
    const text = await file.text();
    if (/\.csv$/i.test(file.name)) {
      try {
        const read = await readList(text);
        setExpression(read.expression);
        setMissing(read.missing);
        setName((old) => old || file.name.replace(/\.csv$/i, ''));
      } catch (error) {
        setFailed(error);
      }
      return;
    }
    const json = parsed(text);
    if (!json) {
      setUnreadable(true);
      return;
    }
    setExpression(json);
    setName((old) => old || nameOf(json, file.name));
  }

  async function make() {
    try {
      const made = await create.mutateAsync({ name: name.trim(), description: '', expression, comment: '' });
      onClose();
      await navigate({ to: '/research/concept-sets/$set', params: { set: String(made.id) } });
    } catch (error) {
      setFailed(error);
    }
  }

  return (
    <Modal
      open
      title={t('new.title')}
      onCancel={onClose}
      cancelText={t('action.cancel')}
      okText={t('new.make')}
      okButtonProps={{ disabled: !name.trim(), loading: create.isPending }}
      onOk={make}
    >
      <div className={styles.column}>
        <Input
          autoFocus
          value={name}
          maxLength={200}
          onChange={(event) => setName(event.target.value)}
          onPressEnter={() => name.trim() && make()}
          placeholder={t('new.name')}
          aria-label={t('new.name')}
        />
        <p className={styles.quiet}>{t('new.note')}</p>
        <input
          type="file"
          accept=".json,.csv,application/json,text/csv"
          aria-label={t('new.file')}
          onChange={(event) => take(event.target.files?.[0])}
        />
        {missing.length > 0 && (
          <p role="alert">{t('new.missing', { ids: missing.slice(0, 10).join(', ') })}</p>
        )}
        {unreadable && <p role="alert">{t('new.notJson')}</p>}
        {failed !== undefined && <ErrorNotice error={failed} compact />}
      </div>
    </Modal>
  );
}

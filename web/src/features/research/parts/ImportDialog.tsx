import { useNavigate } from '@tanstack/react-router';
import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { useCreate } from '@/features/research/api/cohorts';
import { nameOf, parsed } from '@/features/research/importing';
import styles from '@/features/research/parts/Research.module.css';

interface Given {
  file: string;
  text: string;
}

/** Takes definitions as ATLAS exports them: files, or text. What cannot be read stays, with the reason. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('research');
  const navigate = useNavigate();
  const create = useCreate();
  const [files, setFiles] = useState<Given[]>([]);
  const [text, setText] = useState('');
  const [failed, setFailed] = useState<{ file: string; error: unknown }[]>([]);
  const given = [...files, ...(text.trim() ? [{ file: t('import.pasted'), text }] : [])];

  async function send() {
    const refused: { file: string; error: unknown }[] = [];
    let last: number | undefined;
    for (const each of given) {
      const expression = parsed(each.text);
      if (!expression) {
        refused.push({ file: each.file, error: undefined });
        continue;
      }
      try {
        const draft = { name: nameOf(expression, each.file), description: '', expression, comment: '' };
        last = (await create.mutateAsync(draft)).id;
      } catch (error) {
        refused.push({ file: each.file, error });
      }
    }
    setFailed(refused);
    setFiles(files.filter(({ file }) => refused.some((one) => one.file === file)));
    if (refused.length > 0) return;
    onClose();
    if (given.length === 1 && last)
      await navigate({ to: '/research/$cohort', params: { cohort: String(last) } });
  }

  return (
    <Modal
      open
      onCancel={onClose}
      title={t('import.title')}
      footer={
        <>
          <Button onClick={onClose}>{t('action.close')}</Button>
          <Button type="primary" disabled={given.length === 0} loading={create.isPending} onClick={send}>
            {t('import.start', { count: given.length })}
          </Button>
        </>
      }
    >
      <div className={styles.column}>
        <p className={styles.quiet}>{t('import.note')}</p>
        <input
          type="file"
          accept=".json,application/json"
          multiple
          aria-label={t('import.files')}
          onChange={async (event) => {
            const chosen = [...(event.target.files ?? [])];
            setFiles(
              await Promise.all(chosen.map(async (file) => ({ file: file.name, text: await file.text() }))),
            );
            setFailed([]);
          }}
        />
        <Input.TextArea
          aria-label={t('import.text')}
          placeholder={t('import.text')}
          className={styles.text}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        {failed.map(({ file, error }) => (
          <div key={file}>
            <p>{file}</p>
            {error ? <ErrorNotice error={error} compact /> : <p role="alert">{t('import.notJson')}</p>}
          </div>
        ))}
      </div>
    </Modal>
  );
}

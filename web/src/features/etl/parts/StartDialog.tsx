import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button, Modal, Segmented, Switch } from 'antd';
import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Progress } from '@/components/Progress';
import { type Source, startQuery, startRun } from '@/features/etl/api/start';
import { FolderField } from '@/features/etl/parts/FolderField';
import styles from '@/features/etl/parts/StartDialog.module.css';
import { UploadField } from '@/features/etl/parts/UploadField';
import { ApiError } from '@/lib/api/problem';

/** Choose a folder or a zip, start, and go to the run as soon as it has begun. */
export function StartDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('etl');
  const navigate = useNavigate();
  const [from, setFrom] = useState<'folder' | 'upload'>('folder');
  const [source, setSource] = useState<Source>();
  const [incremental, setIncremental] = useState(false);
  const [synthetic, setSynthetic] = useState(false);
  const start = useMutation({ mutationFn: startRun });
  const { data: begun } = useQuery({ ...startQuery(start.data?.job ?? 0), enabled: start.isSuccess });
  const failed = begun?.error && !begun.run ? errorOf(begun.error) : null;
  useEffect(() => {
    if (begun?.run) void navigate({ to: '/etl/runs/$run', params: { run: String(begun.run) } });
  }, [begun?.run, navigate]);
  const waiting = start.isPending || (start.isSuccess && !failed);
  return (
    <Modal
      open
      onCancel={onClose}
      title={t('start.title')}
      footer={
        <>
          <Button onClick={onClose}>{t('action.close')}</Button>
          <Button
            type="primary"
            loading={waiting}
            disabled={!source}
            onClick={() => source && start.mutate({ ...source, incremental, synthetic })}
          >
            {t('start.run')}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <Segmented
          block
          value={from}
          disabled={waiting}
          onChange={(next: 'folder' | 'upload') => {
            setFrom(next);
            setSource(undefined);
            start.reset();
          }}
          options={[
            { value: 'folder', label: t('start.folder') },
            { value: 'upload', label: t('start.upload') },
          ]}
        />
        {from === 'folder' ? <FolderField onChange={setSource} /> : <UploadField onChange={setSource} />}
        <Choice
          name={t('start.incremental')}
          note={t(incremental ? 'start.incrementalNote' : 'start.fullNote')}
          checked={incremental}
          disabled={waiting}
          onChange={setIncremental}
        />
        <Choice
          name={t('start.synthetic')}
          note={t('start.syntheticNote')}
          checked={synthetic}
          disabled={waiting}
          onChange={setSynthetic}
        />
        {waiting && <Progress fraction={null} message={t('start.queued')} />}
        {(start.error || failed) && <ErrorNotice error={start.error ?? failed} compact />}
        <p className={styles.note}>{t('start.note')}</p>
      </div>
    </Modal>
  );
}

interface ChoiceProps {
  name: string;
  note: string;
  checked: boolean;
  disabled: boolean;
  onChange: (checked: boolean) => void;
}

function Choice({ name, note, checked, disabled, onChange }: ChoiceProps) {
  const about = useId();
  return (
    <>
      <div className={styles.choice}>
        <Switch
          checked={checked}
          disabled={disabled}
          onChange={onChange}
          aria-labelledby={`${about}-name`}
          aria-describedby={about}
        />
        <span id={`${about}-name`}>{name}</span>
      </div>
      <p id={about} className={styles.note}>
        {note}
      </p>
    </>
  );
}

/** The error with which the job ended before there was a run. */
function errorOf({ code = '', message = '', next = '' }: Record<string, string>): ApiError {
  return new ApiError(code, message, next, 0);
}

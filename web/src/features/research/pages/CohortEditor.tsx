import { RedoOutlined, SaveOutlined, UndoOutlined } from '@ant-design/icons';
import { useBlocker, useNavigate } from '@tanstack/react-router';
import { Alert, App, Button, Modal, Tabs } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '@/components/Page';
import type { Cohort } from '@/features/research/api/cohorts';
import { Builder } from '@/features/research/builder/Builder';
import { ConflictDialog } from '@/features/research/builder/ConflictDialog';
import { type Draft, differs, draftOf } from '@/features/research/builder/draft';
import { useHistory } from '@/features/research/builder/history';
import { SaveDialog } from '@/features/research/builder/SaveDialog';
import { useEditorKeys } from '@/features/research/builder/useEditorKeys';
import { useSave } from '@/features/research/builder/useSave';
import { CohortActions } from '@/features/research/parts/CohortActions';
import { CommentsTab } from '@/features/research/parts/CommentsTab';
import styles from '@/features/research/parts/Research.module.css';
import { VersionsTab } from '@/features/research/parts/VersionsTab';
import { ResultsTab } from '@/features/research/results/ResultsTab';
import { COHORT_TABS, type CohortTab } from '@/features/research/search';
import { ApiError } from '@/lib/api/problem';
import { useFormat } from '@/lib/format/useFormat';

interface Props {
  /** undefined: a new one. */
  cohort?: Cohort;
  tab: CohortTab;
}

/** One definition: edited, generated, looked back at. What was edited stays while one looks at another tab. */
export function CohortEditor({ cohort, tab }: Props) {
  const { t } = useTranslation(['research', 'builder']);
  const format = useFormat();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const [saved, setSaved] = useState(() => draftOf(cohort, t('new.name')));
  const history = useHistory<Draft>(saved);
  const [base, setBase] = useState(cohort?.latest ?? 0);
  const [off, setOff] = useState<boolean[]>([]);
  const [dialog, setDialog] = useState<'save' | 'copy' | 'conflict'>();
  const save = useSave();
  const draft = history.present;
  const dirty = differs(draft, saved) || (cohort !== undefined && cohort.version < cohort.latest);
  const readOnly = cohort !== undefined && !cohort.may_edit;
  // Said at once when everything is saved; state would tell the blocker only after the next drawing.
  const free = useRef(false);
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) =>
      !free.current && differs(draft, saved) && current.pathname !== next.pathname,
    enableBeforeUnload: () => !free.current && differs(draft, saved),
    withResolver: true,
  });
  useEditorKeys({
    undo: history.undo,
    redo: history.redo,
    save: () => dirty && !readOnly && setDialog('save'),
  });

  function keep(name: string, comment: string, on: { cohort: number; base: number } | undefined) {
    const sent = { ...draft, name };
    save.mutate(
      { draft: sent, comment, on },
      {
        onSuccess: (done) => {
          history.set(sent, 'name');
          setSaved(sent);
          setBase(done.latest);
          setDialog(undefined);
          void message.success(t('builder:save.done', { version: done.version }));
          free.current = true;
          void navigate({
            to: '/research/$cohort',
            params: { cohort: String(done.id) },
            search: { tab: undefined, version: undefined },
          }).finally(() => {
            free.current = false;
          });
        },
        onError: (error) => {
          if (error instanceof ApiError && error.code === 'version_conflict') setDialog('conflict');
        },
      },
    );
  }

  const on = cohort && { cohort: cohort.id, base };
  return (
    <Page
      title={draft.name}
      purpose={
        cohort
          ? [
              t('cohort.number', { id: cohort.id }),
              t('versions.name', { version: cohort.version }),
              cohort.author,
              format.dateTime(cohort.saved_at),
              dirty && t('builder:save.unsaved'),
            ]
              .filter(Boolean)
              .join(' · ')
          : t('new.purpose')
      }
      action={
        <div className={styles.line}>
          {!readOnly && (
            <>
              <Button
                type="text"
                icon={<UndoOutlined aria-hidden />}
                aria-label={t('builder:undo')}
                title={`${t('builder:undo')} (Ctrl+Z)`}
                disabled={!history.canUndo}
                onClick={history.undo}
              />
              <Button
                type="text"
                icon={<RedoOutlined aria-hidden />}
                aria-label={t('builder:redo')}
                title={`${t('builder:redo')} (Ctrl+Shift+Z)`}
                disabled={!history.canRedo}
                onClick={history.redo}
              />
            </>
          )}
          {cohort && <CohortActions cohort={cohort} draft={draft} onCopy={() => setDialog('copy')} />}
          {!readOnly && (
            <Button
              type="primary"
              icon={<SaveOutlined aria-hidden />}
              disabled={cohort !== undefined && !dirty}
              onClick={() => setDialog('save')}
            >
              {t('builder:save.do')}
            </Button>
          )}
        </div>
      }
    >
      {cohort && (
        <Tabs
          activeKey={tab}
          onChange={(key) =>
            navigate({
              to: '/research/$cohort',
              params: { cohort: String(cohort.id) },
              search: (old) => ({ ...old, tab: key === 'definition' ? undefined : (key as CohortTab) }),
            })
          }
          items={COHORT_TABS.map((key) => ({ key, label: t(`tab.${key}`) }))}
        />
      )}
      {cohort && cohort.version < cohort.latest && (
        <Alert
          type="info"
          showIcon
          title={t('versions.older', { version: cohort.version, latest: cohort.latest })}
        />
      )}
      {tab === 'definition' && (
        <Builder draft={draft} onChange={history.set} readOnly={readOnly} off={off} onOff={setOff} />
      )}
      {tab === 'results' && cohort && <ResultsTab cohort={cohort} dirty={dirty} />}
      {tab === 'versions' && cohort && <VersionsTab cohort={cohort} />}
      {tab === 'comments' && cohort && (
        <CommentsTab
          subject={{ kind: 'cohorts', number: cohort.id }}
          version={cohort.version}
          mayEdit={cohort.may_edit}
        />
      )}
      {(dialog === 'save' || dialog === 'copy') && (
        <SaveDialog
          name={dialog === 'copy' ? t('builder:save.copyName', { name: draft.name }) : draft.name}
          isNew={dialog === 'copy' || !cohort}
          busy={save.isPending}
          error={save.error}
          onClose={() => setDialog(undefined)}
          onSave={(name, comment) => keep(name, comment, dialog === 'copy' ? undefined : on)}
        />
      )}
      {dialog === 'conflict' && cohort && (
        <ConflictDialog
          cohort={cohort.id}
          mine={draft}
          busy={save.isPending}
          onClose={() => setDialog(undefined)}
          onTop={(latest) => keep(draft.name, '', { cohort: cohort.id, base: latest })}
          onCopy={() => setDialog('copy')}
        />
      )}
      <Modal
        open={blocker.status === 'blocked'}
        title={t('builder:leave.title')}
        okText={t('builder:leave.go')}
        okButtonProps={{ danger: true }}
        cancelText={t('builder:leave.stay')}
        onOk={() => blocker.proceed?.()}
        onCancel={() => blocker.reset?.()}
      >
        {t('builder:leave.what')}
      </Modal>
    </Page>
  );
}

import { PlusOutlined } from '@ant-design/icons';
import { getRouteApi } from '@tanstack/react-router';
import { Button, Input, Tabs } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Panel } from '@/components/Panel';
import { AddDialog } from '@/features/research/conceptSets/AddDialog';
import { type ConceptSet, type Expression, useSave } from '@/features/research/conceptSets/api';
import { CodesTab } from '@/features/research/conceptSets/CodesTab';
import sets from '@/features/research/conceptSets/ConceptSets.module.css';
import { ItemTable } from '@/features/research/conceptSets/ItemTable';
import { itemsOf, withConcept } from '@/features/research/conceptSets/items';
import { MembersTab } from '@/features/research/conceptSets/MembersTab';
import { NeighboursTab } from '@/features/research/conceptSets/NeighboursTab';
import { SetVersionsTab } from '@/features/research/conceptSets/SetVersionsTab';
import { SET_TABS, type SetTab } from '@/features/research/conceptSets/search';
import { CommentsTab } from '@/features/research/parts/CommentsTab';
import styles from '@/features/research/parts/Research.module.css';

const route = getRouteApi('/shell/research/concept-sets/$set');

/** The items of a set above; below, what they come to as they stand, saved or not. */
export function SetEditor({ set }: { set: ConceptSet }) {
  const { t } = useTranslation('conceptSets');
  const { tab = 'members' } = route.useSearch();
  const navigate = route.useNavigate();
  const save = useSave(set.id);
  const [expression, setExpression] = useState<Expression>(set.expression);
  const [comment, setComment] = useState('');
  const [adding, setAdding] = useState(false);
  const editable = set.may_edit && set.version === set.latest;
  const changed = expression !== set.expression;

  return (
    <div className={styles.column}>
      <Panel
        title={t('items.title')}
        flush={itemsOf(expression).length > 0}
        extra={
          editable && (
            <Button size="small" icon={<PlusOutlined aria-hidden />} onClick={() => setAdding(true)}>
              {t('items.add')}
            </Button>
          )
        }
      >
        <ItemTable expression={expression} onChange={editable ? setExpression : undefined} />
      </Panel>
      {changed && (
        <Panel>
          <div className={styles.line}>
            <Input
              className={sets.grow}
              value={comment}
              maxLength={500}
              onChange={(event) => setComment(event.target.value)}
              placeholder={t('save.comment')}
              aria-label={t('save.comment')}
            />
            <Button onClick={() => setExpression(set.expression)}>{t('save.undo')}</Button>
            <Button
              type="primary"
              loading={save.isPending}
              onClick={() =>
                save.mutate({
                  name: set.name,
                  description: set.description,
                  expression,
                  comment,
                  base: set.version,
                })
              }
            >
              {t('save.version', { version: set.latest + 1 })}
            </Button>
          </div>
          {save.error && <ErrorNotice error={save.error} compact />}
        </Panel>
      )}
      <Tabs
        activeKey={tab}
        onChange={(key) =>
          navigate({
            search: (old) => ({ ...old, tab: key === 'members' ? undefined : (key as SetTab) }),
          })
        }
        items={SET_TABS.map((key) => ({ key, label: t(`tab.${key}`) }))}
      />
      {tab === 'members' && <MembersTab expression={expression} />}
      {tab === 'neighbours' && (
        <NeighboursTab
          expression={expression}
          onAdd={editable ? (concept) => setExpression(withConcept(expression, concept)) : undefined}
        />
      )}
      {tab === 'codes' && <CodesTab expression={expression} />}
      {tab === 'versions' && <SetVersionsTab set={set} />}
      {tab === 'comments' && (
        <CommentsTab
          subject={{ kind: 'concept-sets', number: set.id }}
          version={set.version}
          mayEdit={set.may_edit}
        />
      )}
      {adding && (
        <AddDialog expression={expression} onChange={setExpression} onClose={() => setAdding(false)} />
      )}
    </div>
  );
}

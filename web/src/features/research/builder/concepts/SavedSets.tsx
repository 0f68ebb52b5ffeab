import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '@/components/Choice';
import { ErrorNotice } from '@/components/ErrorNotice';
import type { Item } from '@/features/research/builder/definition/circe';
import { conceptSetQuery, conceptSetsQuery } from '@/features/research/conceptSets/api';
import { itemsOf } from '@/features/research/conceptSets/items';

/** Takes the items of a set that was saved on its own; later versions of that set do not change the definition. */
export function SavedSets({ onTake }: { onTake: (items: Item[], name: string) => void }) {
  const { t } = useTranslation('builder');
  const queryClient = useQueryClient();
  const { data: sets = [] } = useQuery(conceptSetsQuery);
  const [error, setError] = useState<unknown>();
  if (sets.length === 0) return null;
  const take = async (id: number) => {
    try {
      const set = await queryClient.fetchQuery(conceptSetQuery(id));
      setError(undefined);
      onTake(itemsOf(set.expression), set.name);
    } catch (failure) {
      setError(failure);
    }
  };
  return (
    <>
      <Choice
        label={t('saved.label')}
        value=""
        options={[
          { value: '', label: t('saved.label') },
          ...sets.map((each) => ({ value: String(each.id), label: `${each.name} (${each.owner})` })),
        ]}
        onChange={(id) => id && void take(Number(id))}
      />
      {Boolean(error) && <ErrorNotice error={error} compact />}
    </>
  );
}

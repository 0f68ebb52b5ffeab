import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type MenuAction, MenuButton } from '@/components/MenuButton';
import styles from '@/features/research/builder/Builder.module.css';
import { useBuilder } from '@/features/research/builder/context';
import { AttributeField } from '@/features/research/builder/criteria/AttributeField';
import {
  type Attribute,
  attributesOf,
  domainOf,
  firstValue,
  type Part,
} from '@/features/research/builder/definition/attributes';
import { merged } from '@/features/research/builder/definition/circe';
import { type Path, valueAt, withValue } from '@/features/research/builder/definition/paths';

interface Props {
  part: Part;
  path: Path;
  /** The vocabulary's domain of the part's own concepts. */
  domain: string;
  /** What else can be added. */
  actions?: MenuAction[];
  children?: ReactNode;
}

/** The attributes that are said of a part, each with its field, and a menu of those that could be. */
export function Attributes({ part, path, domain, actions = [], children }: Props) {
  const { t } = useTranslation(['builder', 'circe']);
  const { expression, change, set, readOnly } = useBuilder();
  // A list that nobody has chosen from is not said, and is written all the same.
  const [opened, setOpened] = useState<string[]>([]);
  const values = (valueAt(expression, path) ?? {}) as Record<string, unknown>;
  const isSaid = ({ name, excludes }: Attribute) => {
    const value = values[name];
    if (opened.includes(name) || (excludes && values[excludes] === true)) return true;
    return (
      value !== undefined &&
      value !== null &&
      value !== false &&
      !(Array.isArray(value) && value.length === 0)
    );
  };
  const called = ({ name, holds }: Attribute) => {
    const said = t(`circe:attribute.${name}`);
    return holds === 'ConceptSetSelection' && name.slice(0, -2) in all
      ? t('attribute.bySet', { of: said })
      : said;
  };
  const attributes = attributesOf(part);
  const all = Object.fromEntries(attributes.map((each) => [each.name, each]));
  const open = attributes.filter((each) => !isSaid(each));
  return (
    <>
      {attributes.filter(isSaid).map((attribute) => (
        <div key={attribute.name} className={styles.attribute}>
          <span className={styles.attributeName}>{called(attribute)}</span>
          <AttributeField
            attribute={attribute}
            label={called(attribute)}
            domain={domainOf(part, attribute.name, domain)}
            owner={path}
          />
          {!readOnly && (
            <Button
              size="small"
              type="text"
              icon={<CloseOutlined aria-hidden />}
              aria-label={t('attribute.remove', { name: called(attribute) })}
              onClick={() => {
                const { name, excludes } = attribute;
                setOpened(opened.filter((each) => each !== name));
                const gone = { [name]: undefined, ...(excludes && { [excludes]: undefined }) };
                change((now) => withValue(now, path, merged(values, gone)));
              }}
            />
          )}
        </div>
      ))}
      {children}
      {!readOnly && open.length + actions.length > 0 && (
        <MenuButton
          icon={<PlusOutlined aria-hidden />}
          name={t('attribute.add')}
          label={t('attribute.add')}
          actions={[
            ...actions,
            ...open.map((attribute) => ({
              key: attribute.name,
              label: called(attribute),
              onSelect: () => {
                setOpened([...opened, attribute.name]);
                const first = firstValue(attribute.holds);
                if (first !== undefined) set([...path, attribute.name], first);
              },
            })),
          ]}
        />
      )}
    </>
  );
}

import classifier.core.labels
from django.conf import settings
from django.db import migrations, models

from classifier.models.text_index import create_text_index, drop_text_index


def create(apps, schema_editor):
    create_text_index(schema_editor.connection)


def drop(apps, schema_editor):
    drop_text_index(schema_editor.connection)



class Migration(migrations.Migration):

    dependencies = [
        ('classifier', '0007_plans'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='example',
            name='disagrees',
            field=models.GeneratedField(db_persist=True, expression=models.ExpressionWrapper(models.Q(('model_outcome__in', [classifier.core.labels.Outcome['MARKETING'], classifier.core.labels.Outcome['NEITHER'], classifier.core.labels.Outcome['SALES']]), models.Q(('model_outcome', models.F('label')), _negated=True)), output_field=models.BooleanField()), help_text='The model, not having seen it, decides otherwise.', output_field=models.BooleanField()),
        ),
        migrations.AddIndex(
            model_name='example',
            index=models.Index(fields=['label', 'id'], name='example_by_label'),
        ),
        migrations.AddIndex(
            model_name='example',
            index=models.Index(fields=['domain', 'id'], name='example_by_domain'),
        ),
        migrations.AddIndex(
            model_name='example',
            index=models.Index(fields=['source', 'id'], name='example_by_source'),
        ),
        migrations.AddIndex(
            model_name='example',
            index=models.Index(fields=['model_confidence', 'id'], name='example_by_confidence'),
        ),
        migrations.AddIndex(
            model_name='example',
            index=models.Index(condition=models.Q(('disagrees', True)), fields=['model_confidence', 'id'], name='example_disagreed'),
        ),
        migrations.AddIndex(
            model_name='example',
            index=models.Index(condition=models.Q(('is_test', True)), fields=['id'], name='example_test_rows'),
        ),
        migrations.AddIndex(
            model_name='feedback',
            index=models.Index(fields=['state', 'id'], name='feedback_by_state'),
        ),
        # The table between examples and facets is Django's own and takes no Meta.indexes.
        migrations.RunSQL(
            'CREATE INDEX classifier_example_by_facet '
            'ON classifier_example_facets (facet_id, example_id)',
            'DROP INDEX classifier_example_by_facet',
        ),
        migrations.RunPython(create, drop),
    ]

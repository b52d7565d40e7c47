
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('articles', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('origin', models.CharField(max_length=200, verbose_name='来自')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='上传时间')),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='操作者')),
            ],
            options={
                'verbose_name': '文章导入',
                'verbose_name_plural': '文章导入',
                'ordering': ['-id'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ImportItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=255, verbose_name='文件')),
                ('data', models.BinaryField()),
                ('state', models.CharField(choices=[('ready', '待确认'), ('changed', '预览已更新'), ('failed', '无法导入'), ('skipped', '已有，未改动'), ('applied', '已导入'), ('undone', '已撤销')], max_length=10, verbose_name='状态')),
                ('reason', models.TextField(blank=True, verbose_name='原因')),
                ('title', models.CharField(blank=True, max_length=200, verbose_name='标题')),
                ('preview', models.JSONField(default=dict, help_text='What the import would do, as the page shows it.')),
                ('fingerprint', models.CharField(blank=True, help_text='Of all that the preview says would be done.', max_length=32)),
                ('decisions', models.JSONField(default=dict)),
                ('created', models.JSONField(default=list, help_text='Records that the import made: model, key, when last changed.')),
                ('aliases', models.JSONField(default=list, help_text='Spellings that the import added: product, spelling.')),
                ('before', models.JSONField(default=dict, help_text='The article as it was: revision, import fields; {} if new.')),
                ('content_hash', models.CharField(blank=True, help_text='Of the revision that the import wrote.', max_length=64)),
                ('applied_at', models.DateTimeField(null=True, verbose_name='导入时间')),
                ('undone_at', models.DateTimeField(null=True, verbose_name='撤销时间')),
                ('article', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='articles.article')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='batches.importbatch')),
            ],
            options={
                'verbose_name': '导入的文件',
                'verbose_name_plural': '导入的文件',
                'ordering': ['batch', 'id'],
                'default_permissions': (),
            },
        ),
    ]

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_identity'),
        ('otp_totp', '0003_add_timestamps'),
    ]

    operations = [
        migrations.CreateModel(
            name='Telephone',
            fields=[
                ('totpdevice_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='otp_totp.totpdevice')),
                ('sealed', models.TextField()),
            ],
            options={
                'default_permissions': (),
            },
            bases=('otp_totp.totpdevice',),
        ),
        migrations.AddField(
            model_name='recoverycode',
            name='salt',
            field=models.CharField(default='', max_length=32),
            preserve_default=False,
        ),
    ]

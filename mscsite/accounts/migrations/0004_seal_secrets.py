"""Secrets of telephones are sealed, digests of recovery codes salted; nobody has to set anything anew."""

import secrets
from binascii import hexlify, unhexlify

from django.db import migrations

NO_KEY = "sealed"  # Telephone.NO_KEY


def seal(apps, schema_editor):
    from mscsite.accounts import sealing

    telephone = apps.get_model("accounts", "Telephone")
    for device in apps.get_model("otp_totp", "TOTPDevice").objects.exclude(key=NO_KEY):
        secret = sealing.sealed(unhexlify(device.key))
        telephone(totpdevice_ptr=device, sealed=secret).save_base(raw=True)  # its own row alone
        type(device).objects.filter(pk=device.pk).update(key=NO_KEY)


def unseal(apps, schema_editor):
    from mscsite.accounts import sealing

    devices = apps.get_model("otp_totp", "TOTPDevice").objects
    for telephone in apps.get_model("accounts", "Telephone").objects.all():
        key = hexlify(sealing.opened(telephone.sealed)).decode()
        devices.filter(pk=telephone.totpdevice_ptr_id).update(key=key)


def salt(apps, schema_editor):
    from mscsite.accounts import factor

    for code in apps.get_model("accounts", "RecoveryCode").objects.filter(salt=""):
        code.salt = secrets.token_hex(16)
        code.digest = factor.salted(code.digest, code.salt)
        code.save(update_fields=["salt", "digest"])


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_telephone'),
    ]

    operations = [
        migrations.RunPython(seal, unseal),
        # There is no way back to digests without a salt: their codes are void then, and made anew on the account page.
        migrations.RunPython(salt, migrations.RunPython.noop),
    ]

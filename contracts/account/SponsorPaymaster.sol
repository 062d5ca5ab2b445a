// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {PaymasterSigner} from "@openzeppelin/contracts/account/paymaster/extensions/PaymasterSigner.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignerECDSA} from "@openzeppelin/contracts/utils/cryptography/signers/SignerECDSA.sol";

/// @title Sponsor paymaster
/// @notice Pays the gas of ERC-4337 operations that the sponsor's key signed for: smart wallets, ours and others'. What is not an operation
/// through a bundler is carried by the relayer instead, at less gas.
/// @dev A stolen sponsor key costs the deposit at most; the treasurer tops it up in small amounts and the admin replaces the key.
contract SponsorPaymaster is PaymasterSigner, SignerECDSA, AccessManaged {
    /// @notice Another key signs for operations from now on.
    event SponsorSet(address indexed sponsor);
    /// @notice The treasurer took money out of the deposit.
    event DepositWithdrawn(address indexed to, uint256 amount);

    constructor(address authority_, address sponsor) EIP712("Genex Sponsor Paymaster", "1") SignerECDSA(sponsor) AccessManaged(authority_) {
        emit SponsorSet(sponsor);
    }

    // ------------------------------------------------------------------------------------------------------------------ anyone

    /// @notice Adds to what operations are paid from.
    function deposit() external payable {
        _deposit(msg.value);
    }

    // --------------------------------------------------------------------------------------------------------- treasurer, admin

    /// @notice Treasurer. Takes from what operations are paid from.
    function withdraw(address payable to, uint256 amount) external restricted {
        emit DepositWithdrawn(to, amount);
        _withdraw(to, amount);
    }

    /// @notice Treasurer. Public bundlers want a stake, because the sponsor's key is read from storage while an operation is validated.
    function addStake(uint32 unstakeDelaySec) external payable restricted {
        _addStake(msg.value, unstakeDelaySec);
    }

    /// @notice Treasurer.
    function unlockStake() external restricted {
        _unlockStake();
    }

    /// @notice Treasurer, after the stake's delay.
    function withdrawStake(address payable to) external restricted {
        _withdrawStake(to);
    }

    /// @notice Admin.
    function setSponsor(address sponsor) external restricted {
        _setSigner(sponsor);
        emit SponsorSet(sponsor);
    }
}
